    -- What went a day ago is forgotten, so many at a time.
    local old = redis.call('ZRANGEBYSCORE', feed, string.format('%.0f', GONE_KEPT - now), '(0', 'WITHSCORES', 'LIMIT', 0, most)
    for i = 1, #old, 2 do
      redis.call('ZREM', feed, old[i], sub(old[i], 2))
      horizon = math.max(horizon, -old[i + 1])
    end
    if #old > 0 then redis.call('ZADD', feed, string.format('%.0f', RESERVED + horizon), 'horizon') end
