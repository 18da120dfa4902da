DROP TABLE stage_shares
