-- Takes one from a token bucket that refills evenly (GCRA). All it keeps is the moment at which the bucket will be
-- full again, in microseconds.
--
-- KEYS[1]  the bucket
-- ARGV[1]  microseconds in which one comes back
-- ARGV[2]  how many the full bucket has
--
-- Returns 0: taken, else the milliseconds after which there is one.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local interval = tonumber(ARGV[1])
local capacity = interval * tonumber(ARGV[2])
local full = tonumber(redis.call('GET', KEYS[1])) or now
-- A clock that was set back (another server took over) must not make anybody wait longer than an empty bucket does.
full = math.min(math.max(full, now), now + capacity) + interval
local wait = full - now - capacity
if wait > 0 then
  return math.ceil(wait / 1000)
end
redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX', math.ceil((full - now) / 1000))
return 0
