-- Keeps a schema, KEYS[1], if ARGV[2] brings one and none is kept yet; else answers with the one that is kept.
if ARGV[2] then
  redis.call('SETNX', KEYS[1], ARGV[2])
  return ''
end
return redis.call('GET', KEYS[1])
