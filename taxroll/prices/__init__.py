"""Price accounts: the Treasury's tables read and put in force by period, and our rules where they are silent."""
