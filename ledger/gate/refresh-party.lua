-- Keeps a party's snapshot, unless what is here is as new.
--
-- KEYS[1]  the party's snapshot
-- ARGV[1]  its version
-- ARGV[2]  the value (snapshot-codec.ts)
-- ARGV[3]  milliseconds to keep it
--
-- Returns 1: kept, 0: what is here is as new or newer.
local version, available = string.match(redis.call('GETRANGE', KEYS[1], 0, 40), '^(%d+) (%S+)')
if version then
  local newer = tonumber(version) > tonumber(ARGV[1])
  local same = tonumber(version) == tonumber(ARGV[1]) and available ~= '-'
  if newer or same then
    return 0
  end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
