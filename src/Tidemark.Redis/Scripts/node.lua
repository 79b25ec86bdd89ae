-- A node's life, KEYS[1], and the sessions that others want of it, KEYS[2]. Goes before the scripts of nodes.
local life, asks = KEYS[1], KEYS[2]
local found = redis.call('HMGET', life, 'since', 'until')
local since, till = tonumber(found[1] or 0), tonumber(found[2] or 0)
local is_on = now < till
