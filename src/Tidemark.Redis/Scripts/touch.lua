-- Tells when a session was last used: how long ago.
local ago = take('>I8')

local r = load()
if not r then return { MISSING } end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if over then return { MISSING } end
local used = now - ago
if used <= r.used then return { 2, 0 } end
r.used = used
save(r)
return { 2, is_index_late(r) and 1 or 0 }
