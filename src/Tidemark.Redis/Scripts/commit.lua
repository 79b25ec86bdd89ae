-- Applies differences under a lease, or creates a session: flags, the token, the base version, the commit's id, the node, the lifetime, perhaps the
-- user and the random part of a first token, and what for. Each further argument is one difference. KEYS[2] is there when it creates or ends.
local COMMITTED, FENCED, MISFIT = 2, 3, 4
local LOST, WRONG_BASE, GONE, EXISTS = 0, 1, 2, 3
local RELEASES, ENDS, TELLS, OF_USER, CREATES = has(4), has(8), has(16), has(32), has(64)
local token, base, id, node, lifetime = bytes(24), take('>I8'), bytes(16), bytes(16), bytes(16)
local user = OF_USER and bytes(32) or false
local lease = CREATES and bytes(16) or ''
local purpose = rest()

local r = load()
local left_user = r and r.user ~= user and r.user or ''
local is_leftover = false
if r then
  local over = is_over(r)
  if over == nil then return { ASK, r.holder, r.token } end
  if over then r, is_leftover = nil, true end
end

local queue = { reserved = 0 }
if r then
  queue = parse_queue(r)

  -- Before the token: a commit that is sent again may have given its lease back the first time.
  for place = 1, #r.commits, 48 do
    if string.sub(r.commits, place, place + 15) == id then
      local answered = string.sub(r.commits, place + 16, place + 39)
      local version = struct.unpack('>I8', r.commits, place + 40)
      local others = answered ~= NO_TOKEN and has_others(queue, node)
      return { COMMITTED, answered, text(version), others and 1 or 0, 0, '' }
    end
  end
  if token == NO_TOKEN then return { FENCED, EXISTS } end
  if not r.holder or r.token ~= token then return { FENCED, LOST } end
  if r.version ~= base then return { FENCED, WRONG_BASE } end
else
  if token ~= NO_TOKEN then return { FENCED, GONE } end
  if base ~= 0 then return { FENCED, WRONG_BASE } end
end

local differences, heads = {}, {}
for i = 2, #ARGV do
  local kind, length, place = struct.unpack('>BI2', ARGV[i], 1)
  local difference = { kind = kind, name = string.sub(ARGV[i], place, place + length - 1), at = place + length }
  if kind == 1 then
    difference.on, difference.before, difference.after, difference.at = struct.unpack('>I8I4I4', ARGV[i], difference.at)
  end
  differences[#differences + 1] = difference
  heads[#heads + 1] = 'a:' .. difference.name
end
local ends = r and call('HMGET', heads) or {}
for i, difference in ipairs(differences) do
  if ends[i] then
    local version, length, patches, first = string.match(ends[i], '^(%d+) (%d+) (%d+) (%d+)$')
    difference.version, difference.length, difference.patches, difference.first = tonumber(version), tonumber(length), tonumber(patches), first
  end
  if difference.kind == 1
    and (difference.version ~= difference.on or difference.length ~= difference.before or difference.patches >= 64) then
    return { MISFIT, difference.name }
  end
end

-- From here on it is applied. Signals go first: what could fail of them has failed before the first write.
local is_new = not r
if is_leftover then remove() end
if is_new then
  r = { version = 0, created = now, due = 0, commits = '', token = lease .. struct.pack('>I8', 1), tells = false }
end
if is_new or #differences > 0 then r.version = r.version + 1 end
local has_new_lifetime = r.life ~= lifetime
r.life, r.used = lifetime, now
r.idle, r.absolute = struct.unpack('>I8I8', lifetime)
r.tells = TELLS or (r.tells and not ENDS)
local keeps = not RELEASES and not ENDS

if ENDS then
  for _, waiter in ipairs(only_live(queue)) do free(waiter) end
  if not r.tells then
    remove()
    return { COMMITTED, NO_TOKEN, text(r.version), 0, 0, is_leftover and left_user or '' }
  end
end

local write, erase = {}, {}
local function set(field, value)
  write[#write + 1] = field
  write[#write + 1] = value
end
for i, difference in ipairs(differences) do
  local name, version = difference.name, text(r.version)
  if difference.kind == 1 then
    local number = difference.patches + 1
    set('a:' .. name, version .. ' ' .. difference.after .. ' ' .. number .. ' ' .. difference.first)
    set('p:' .. number .. ':' .. name, struct.pack('>I8I8', r.version, difference.on) .. string.sub(ARGV[i + 1], difference.at))
  else
    for number = 1, difference.patches or 0 do erase[#erase + 1] = 'p:' .. number .. ':' .. name end
    if difference.kind == 0 then
      local value = string.sub(ARGV[i + 1], difference.at)
      set('a:' .. name, version .. ' ' .. #value .. ' 0 ' .. version)
      set('b:' .. name, value)
    elseif difference.version then
      erase[#erase + 1] = 'a:' .. name
      erase[#erase + 1] = 'b:' .. name
    end
  end
end

if is_new then
  set('format', '1')
  set('created', text(now))
  set('token', r.token)
end
local answered = keeps and r.token or NO_TOKEN
set('version', text(r.version))
set('life', lifetime)
set('used', text(now))
set('commits', string.sub(r.commits, -336) .. id .. answered .. struct.pack('>I8', r.version))
if r.tells then set('tells', '1') end
if user then set('user', user) elseif r.user then erase[#erase + 1] = 'user' end
if keeps then
  set('hold', r.hold and string.sub(r.hold, 1, 24) .. purpose or hold_of(node, purpose))
else
  erase[#erase + 1] = 'hold'
  if not ENDS and #queue > 0 then
    local waiting = offer(queue)
    if waiting[1] then free(waiting[1]) end
    set('queue', format_queue(waiting) or '')
  end
end
if ENDS then set('ended', '2 ' .. text(now)) end
call('HDEL', erase)
call('HSET', write)

local is_late = false
if ENDS then
  index(r, now)
elseif is_new then
  index(r, idle_end(r))
else
  is_late = has_new_lifetime or is_index_late(r)
end
return { COMMITTED, answered, text(r.version), keeps and has_others(queue, node) and 1 or 0, is_late and 1 or 0, is_leftover and left_user or '' }
