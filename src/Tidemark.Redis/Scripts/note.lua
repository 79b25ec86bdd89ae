  if mark and (removes or string.byte(after) == TOMB) then
    -- It goes, or only a tombstone is left, which goes by itself: that is remembered for a while. If it had gone by itself before, it is news now.
    local was = redis.call('ZMSCORE', feed, name, '-' .. name, 'horizon')
    if not record then is_news = was[1] and not was[2] end
    local when = is_news and mark or record and was[1]
    if when then redis.call('ZADD', feed, string.format('%.0f', -when), '-' .. name) end
    local horizon, most = (was[3] or RESERVED) - RESERVED, 4
--{forget}
  elseif mark and (not record or string.byte(record) % MARKED == TOMB) then
    redis.call('ZREM', feed, '-' .. name)
  end
  if mark and is_news then redis.call('ZADD', feed, string.format('%.0f', mark), name, string.format('%.0f', RESERVED + mark), 'last') end
