"""Query constants by domain: UPPER_CASE, values as $params, batches as UNWIND."""
