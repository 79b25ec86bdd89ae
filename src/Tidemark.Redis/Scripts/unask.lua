-- Removes what nobody wants of the node any more.
redis.call('SREM', asks, unpack(ARGV, 2))
return {}
