-- Takes back the word that was left of some records.
redis.call('SREM', asks, unpack(ARGV, 2))
return {}
