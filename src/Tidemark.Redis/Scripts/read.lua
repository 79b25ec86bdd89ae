-- Reads a session: the version that is known, and how long a value may be to be read.
local known, longest = take('>I8'), take('>I4')

local r = load()
if not r then return { MISSING } end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if over then return { MISSING } end
if r.version == known then return { 2, math.max(idle_end(r) - now, 0) } end
return state_of(format_record(r), now, user_of(r), redis.call('HGET', session, 'names') or '', r.version, known, longest, { 3 })
