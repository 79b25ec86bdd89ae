-- Whether the node is alive, since when, and for how much longer; leaves it the name of a record of which it has something to hear, if there is one. A node that is not alive
-- may be again.
local name = rest()

if name ~= '' then
  redis.call('SADD', asks, name)
  redis.call('PEXPIRE', asks, 600000)
end
return { is_on and 1 or 0, since, till - now }
