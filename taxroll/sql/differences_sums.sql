-- Differences summed by reason; a parcel with two reasons counts under both.
SELECT reason, count(*), sum(after_payable - before_payable)
FROM roll_differences(%(before)s, %(after)s) AS found
CROSS JOIN unnest(reasons) AS reason
WHERE (%(reason)s = '' OR %(reason)s = ANY(reasons)) AND abs(after_payable - before_payable) >= %(least)s
GROUP BY reason
ORDER BY abs(sum(after_payable - before_payable)) DESC, reason
