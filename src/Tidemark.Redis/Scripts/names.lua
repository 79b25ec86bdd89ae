-- The names in some indexes of one bucket, the KEYS: all of one moment, since what is moved between two looks could be in neither.
local found = {}
for number, index in ipairs(KEYS) do found[number] = redis.call('ZRANGEBYSCORE', index, '-inf', '+inf', 'LIMIT', 0, -1) end
return found
