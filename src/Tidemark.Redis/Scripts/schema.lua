-- Keeps a schema, KEYS[1], if ARGV[2] brings one and none is kept yet; else answers with the one that is kept. One that is longer than any can be was not
-- written by Tidemark.
local longest = take('>I4')
if ARGV[2] then
  redis.call('SETNX', KEYS[1], ARGV[2])
  return ''
end
if redis.call('STRLEN', KEYS[1]) > longest then return false end
return redis.call('GET', KEYS[1])
