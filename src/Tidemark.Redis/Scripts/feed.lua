-- The feed of a bucket, KEYS[1]: names by the marks of their last changes; '' has the last mark, '<' the horizon, and '!' is there once all records have marks.
-- Switches it on (1), marks names that have none (2), says that these were all (3), switches it off (4), forgets what has been gone or dead for long (5), and
-- answers what came after a mark.
local what, dead, after, passed, most = take('>B'), take('>B'), take('>I8'), take('>I4'), take('>I4')
local feed, kept = KEYS[1], 0
local last = redis.call('ZSCORE', feed, '')
if what == 1 and not last then redis.call('ZADD', feed, text(now), '', text(now), '<') end
if what == 2 and last then
  for i = 2, #ARGV do
    if not redis.call('ZSCORE', feed, ARGV[i]) then
      last = last + 1
      redis.call('ZADD', feed, text(last), '', text(last), ARGV[i])
    end
  end
end
if what == 3 and last then redis.call('ZADD', feed, '0', '!') end
if what == 4 then redis.call('DEL', feed) end
if what == 5 and last then
  local bucket = string.match(feed, '^(.*}:)')
  local old = redis.call('ZRANGEBYSCORE', feed, '(0', text(now - after), 'WITHSCORES', 'LIMIT', passed, most)
  for i = 1, #old, 2 do
    local record = redis.call('HGET', bucket .. old[i], 'record')
    if #old[i] < 2 or record and string.byte(record) ~= dead then
      kept = kept + 1
    else
      redis.call('ZREM', feed, old[i])
      redis.call('ZADD', feed, 'GT', old[i + 1], '<')
    end
  end
  return { #old / 2, kept }
end
return { redis.call('ZSCORE', feed, '') or '0', redis.call('ZSCORE', feed, '<') or '0', redis.call('ZSCORE', feed, '!') and 1 or 0,
  most > 0 and redis.call('ZRANGEBYSCORE', feed, '(' .. text(after), '+inf', 'WITHSCORES', 'LIMIT', 0, most + 3) or {} }
