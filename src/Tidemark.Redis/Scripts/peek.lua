-- The sessions to look at whether they are over, after so many and at most so many: KEYS[1] is an index.
return redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(now), 'LIMIT', take('>I4'), take('>I4'))
