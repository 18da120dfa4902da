ALTER TABLE stage_shares ADD PRIMARY KEY (feature_id)
