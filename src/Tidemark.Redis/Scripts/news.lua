-- Goes before the scripts that may write news: the mark of the change, if somebody follows the feed of the bucket, in which '' has the last mark.
local bucket, marked = string.match(KEYS[1], '^(.*}:)(.*)$')
local feed = bucket .. 'feed'
local mark = redis.call('ZSCORE', feed, '')
if mark then mark = string.format('%.0f', math.max(mark + 1, now)) end
