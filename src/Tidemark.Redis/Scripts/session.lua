-- The record of a session, and the rules of the contract over it. Goes before every script that has a session as KEYS[1]; KEYS[2], if there is one, is the
-- index of its bucket. Times and spans are microseconds, versions count from 1, ids are bytes. docs/design/redis.md draws the fields.
-- Functions that few calls need are made by functions: each costs some time whether it is called or not.
local ASK, MISSING = 0, 1
local QUEUE, USER, TELLS, ENDED = 1, 2, 4, 8
local RECORD, RECORD_SIZE = '>BBI8I8I8I8I8I8I8c24c16I8BI8', 115
local NOBODY = '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
local UNTOLD = 86400000000
local REMEMBERED = 120000000
local MOST_OF_RECORD = 1048576

local session, due = KEYS[1], KEYS[2]

-- A command fails that is given another type, and what was written before it stays: so this is looked at before all.
if due then redis.call('ZCARD', due) end

-- What the caller has learnt of the holder's life, which is in another slot: whose, under which lease, whether it is on, and since when.
local life = {}
if has(2) then
  life = { node = bytes(16), lease = bytes(16), on = bytes(1) == '\1', since = take('>I8') }
end

local function read_record(bytes)
  if not bytes then
    if redis.call('EXISTS', session) == 0 then return nil end
    local gone = redis.call('HGET', session, 'gone')
    if not gone then error('FOREIGN', 0) end
    if #gone > 392 or #gone % 48 ~= 8 or struct.unpack('>I8', gone) > FOREVER then damaged() end
    return nil, gone
  end
  local form = string.byte(bytes, 1)
  if form ~= 1 and form and form > 0 and form < 16 then error('NEWER', 0) end
  if form ~= 1 or #bytes < RECORD_SIZE or #bytes > MOST_OF_RECORD then damaged() end
  local _, flags, version, created, idle, absolute, used, due, claimed, token, node, since, reason, ended = struct.unpack(RECORD, bytes)
  if flags > 15 or version == 0 or struct.unpack('>I8', token, 17) > FOREVER
    or math.max(version, created, idle, absolute, used, due, claimed, since, ended) > FOREVER then
    damaged()
  end
  return { flags = flags, version = version, created = created, idle = idle, absolute = absolute, used = used, due = due, claimed = claimed, token = token,
    holder = node ~= NOBODY and node, since = since, reason = reason, ended = ended, purpose = string.sub(bytes, RECORD_SIZE + 1) }
end

local function load() return read_record(redis.call('HGET', session, 'record')) end

local function format_record(r)
  return struct.pack(RECORD, 1, r.flags, r.version, r.created, r.idle, r.absolute, r.used, r.due, r.claimed, r.token, r.holder or NOBODY, r.since, r.reason,
    r.ended) .. r.purpose
end

local function save(r) redis.call('HSET', session, 'record', format_record(r)) end

local function is(r, flag) return r.flags % (flag + flag) >= flag end

local function mark(r, flag, value)
  if is(r, flag) ~= value then r.flags = r.flags + (value and flag or -flag) end
end

local function absolute_end(r) return math.min(r.created + r.absolute, FOREVER) end

local function idle_end(r) return math.min(r.used + r.idle, r.created + r.absolute, FOREVER) end

-- Whether it is over; nil if that is for the holder's life to say, which is not known.
local function is_over(r)
  if is(r, ENDED) or now >= absolute_end(r) then return true end
  local idle = idle_end(r)
  if now < idle then return false end
  if not r.holder then return true end
  if life.node ~= r.holder then return nil end
  return not (life.on and life.since < idle)
end

-- The index says when to look whether a session is over. Uses leave it alone: it is moved when it has come, or when a session is to end sooner.
local function is_index_late(r) return now >= r.due or idle_end(r) < r.due end

local function name_of_session() return string.sub(session, -43) end

-- Whether a live holder is named by what was learnt, and by the lease it held then.
local function knows_lease(r) return life.node == r.holder and life.lease == string.sub(r.token, 1, 16) end

-- A token is sent without the first half of its counter.
local function is_token(r, sent) return r.holder and sent == string.sub(r.token, 1, 16) .. string.sub(r.token, 21) end

local function remove()
  redis.call('DEL', session)
  redis.call('ZREM', due, name_of_session())
end

-- The same, for one that may have been ended: then its commits, unless they are damaged, are remembered for a while under its key, which goes by itself.
local function bury(r, commits)
  commits = commits or redis.call('HGET', session, 'commits') or ''
  if #commits > 384 or #commits % 48 ~= 0 then commits = '' end
  remove()
  local left = is(r, ENDED) and r.ended + REMEMBERED - now or 0
  if left <= 0 then return end
  redis.call('HSET', session, 'gone', struct.pack('>I8', r.ended + REMEMBERED) .. commits)
  redis.call('PEXPIRE', session, text(math.ceil(left / 1000)))
end

local function user_of(r)
  local user = is(r, USER) and redis.call('HGET', session, 'user') or ''
  if #user ~= 0 and #user ~= 32 then damaged() end
  return user
end

-- Sets when to look. Without sweeps a session goes by itself, some time after it can have been used last.
local function index(r, time)
  r.due = time
  redis.call('ZADD', due, text(time), name_of_session())
  local last = math.min(absolute_end(r), math.max(time, now) + r.idle)
  local slack = is(r, TELLS) and 2 * UNTOLD or UNTOLD / 24
  local left = math.min(math.floor((last - now + slack) / 1000), 31536000000)
  redis.call('PEXPIRE', session, text(left))
  if redis.call('PTTL', due) < left then redis.call('PEXPIRE', due, text(left)) end
end
