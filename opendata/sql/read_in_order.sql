-- Until the transaction ends: rows that nobody sorts come as they lie, each time the same way.
SELECT set_config('synchronize_seqscans', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)
