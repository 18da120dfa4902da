-- Until the transaction ends: what is sorted and counted need not go to disk in pieces.
SELECT set_config('work_mem', '64MB', true)
