-- Whether the node is alive, and since when; leaves it the name of a session that is wanted of it, if there is one.
local name = rest()

if is_on and name ~= '' then
  redis.call('SADD', asks, name)
  redis.call('PEXPIRE', asks, 86400000)
end
return { is_on and 1 or 0, text(since) }
