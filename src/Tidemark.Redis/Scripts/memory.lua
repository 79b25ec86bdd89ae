-- What the server says of its memory.
return redis.call('INFO', 'memory')
