-- Claims the end of a session to tell it: for how long, and how long a value may be to be read. STAYS: it is not to be told now.
local STAYS = 3
local span, longest = take('>I8'), take('>I4')

local r = load()
if not r then
  redis.call('ZREM', due, name_of_session())
  return { MISSING }
end
if not is(r, TELLS) or now < r.claimed then return { STAYS } end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if not over then return { STAYS } end
local reason, time = end_of(r)
if not reason then return { ASK, r.holder, r.token } end
r.claimed = math.min(now + span, FOREVER)
local reply = state_of(format_record(r), now, user_of(r), redis.call('HGET', session, 'names') or '', r.version, 0, longest, { 2, reason, time })
save(r)
return reply
