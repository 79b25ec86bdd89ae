-- Goes before the scripts that are not of records. ARGV[1] is its head: flags, a number that the reply repeats, so that a reply to another call is found out,
-- and the time if a test says it. docs/design/redis.md draws it.
local head, at = ARGV[1], 2
local flags = string.byte(head, 1)

local function has(flag) return flags % (flag + flag) >= flag end

local function take(format)
  local value
  value, at = struct.unpack(format, head, at)
  return value
end

local function bytes(count)
  at = at + count
  return string.sub(head, at - count, at - 1)
end

local function rest() return string.sub(head, at) end

-- Redis makes texts of numbers with 14 digits only.
local function text(number) return string.format('%.0f', number) end

local nonce = bytes(4)
local now
if has(1) then
  now = take('>I8')
else
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
