-- The wire format of meshbed's bundled peer, version 2 (docs/wire-format.md), for Wireshark and tshark, 3.4 or newer:
--
--     wireshark -X lua_script:wireshark/meshbed.lua capture.pcapng
--
-- or copy it to the folder that Help, About Wireshark, Folders names "Personal Lua Plugins". It knows the datagrams
-- by their first bytes, on whatever port they are. It has no key, so it shows MACs and does not check them.

local mesh = Proto("meshbed", "meshbed peer-to-peer")

local VERSION = 2
local HEAD = 20
local MAC = 16
local TYPES = { [1] = "DATA", [2] = "PING", [3] = "PONG", [4] = "BYE", [5] = "RANGES", [6] = "PULL" }

local f = {
  magic = ProtoField.uint16("meshbed.magic", "Magic", base.HEX),
  version = ProtoField.uint8("meshbed.version", "Version", base.DEC),
  type = ProtoField.uint8("meshbed.type", "Type", base.DEC, TYPES),
  network = ProtoField.uint32("meshbed.network", "Network id", base.HEX),
  id = ProtoField.bytes("meshbed.id", "Id of the node"),
  boot = ProtoField.uint64("meshbed.boot", "Boot", base.DEC),
  sequence = ProtoField.uint32("meshbed.sequence", "Sequence", base.DEC),
  name_length = ProtoField.uint8("meshbed.name_length", "Length of the name", base.DEC),
  name = ProtoField.string("meshbed.name", "Name", base.UNICODE),
  message = ProtoField.string("meshbed.message", "Message", base.UNICODE),
  payload = ProtoField.bytes("meshbed.payload", "Payload"),
  hops = ProtoField.uint8("meshbed.hops", "Hops", base.DEC),
  sent = ProtoField.uint64("meshbed.sent", "Sent, in microseconds of the sender of the PING", base.DEC),
  cookie = ProtoField.uint32("meshbed.cookie", "Cookie", base.HEX),
  summary = ProtoField.uint64("meshbed.summary", "Summary", base.HEX),
  tail = ProtoField.bytes("meshbed.tail", "Tail"),
  number = ProtoField.uint32("meshbed.number", "Number", base.DEC),
  entry = ProtoField.none("meshbed.entry", "Entry"),
  origin = ProtoField.bytes("meshbed.entry.origin", "Origin"),
  entry_boot = ProtoField.uint64("meshbed.entry.boot", "Boot", base.DEC),
  floor = ProtoField.uint32("meshbed.entry.floor", "Floor", base.DEC),
  runs = ProtoField.uint8("meshbed.entry.runs", "Runs", base.DEC),
  run = ProtoField.none("meshbed.entry.run", "Run"),
  first = ProtoField.uint32("meshbed.entry.run.first", "First", base.DEC),
  count = ProtoField.uint16("meshbed.entry.run.count", "Count", base.DEC),
  mac = ProtoField.bytes("meshbed.mac", "MAC"),
}
mesh.fields = f

local unknown = ProtoExpert.new("meshbed.unknown", "Not a version or type that this dissector knows",
  expert.group.UNDECODED, expert.severity.NOTE)
local misfit = ProtoExpert.new("meshbed.misfit", "A length in it does not fit",
  expert.group.MALFORMED, expert.severity.WARN)
mesh.experts = { unknown, misfit }

local function hex(range)
  return tostring(range:bytes()):lower()
end

-- A length and a text; returns the text and where it ends, or nothing where it does not fit before `limit`.
local function add_name(tvb, tree, at, limit)
  if at >= limit then return nil end
  local length = tvb(at, 1):uint()
  if at + 1 + length > limit then return nil end
  tree:add(f.name_length, tvb(at, 1))
  if length == 0 then return "", at + 1 end
  tree:add(f.name, tvb(at + 1, length), tvb(at + 1, length):string(ENC_UTF_8))
  return tvb(at + 1, length):string(ENC_UTF_8), at + 1 + length
end

local function data(tvb, tree)
  local limit = tvb:len() - MAC - 1
  if HEAD + 4 > limit then return nil end
  tree:add(f.sequence, tvb(HEAD, 4))
  local name, at = add_name(tvb, tree, HEAD + 4, limit)
  if not name or at >= limit then return nil end
  local origin = name ~= "" and name or hex(tvb(8, 6))
  local message = string.format("%s-%s-%d", origin, tostring(tvb(14, 6):uint64()), tvb(HEAD, 4):uint())
  tree:add(f.message, message):set_generated()
  tree:add(f.payload, tvb(at, limit - at))
  tree:add(f.mac, tvb(limit, MAC))
  tree:add(f.hops, tvb(limit + MAC, 1))
  return string.format("%s, %d bytes, hop %d", message, limit - at, tvb(limit + MAC, 1):uint())
end

local function probe(tvb, tree)
  local limit = tvb:len() - MAC
  if HEAD + 18 > limit then return nil end
  tree:add(f.sent, tvb(HEAD, 6), tvb(HEAD, 6):uint64())
  tree:add(f.cookie, tvb(HEAD + 6, 4))
  tree:add(f.summary, tvb(HEAD + 10, 8))
  local name, at = add_name(tvb, tree, HEAD + 18, limit)
  if not name then return nil end
  if at < limit then tree:add(f.tail, tvb(at, limit - at)) end
  tree:add(f.mac, tvb(limit, MAC))
  return string.format("from %s, summary %s", name ~= "" and name or hex(tvb(8, 6)), hex(tvb(HEAD + 10, 8)))
end

-- Entries up to the MAC; returns how many, or nothing where they do not fit.
local function entries(tvb, tree, from)
  local limit = tvb:len() - MAC
  if from > limit then return nil end
  local at, count = from, 0
  while at < limit do
    if at + 17 > limit then return nil end
    local runs = tvb(at + 16, 1):uint()
    local length = 17 + 6 * runs
    if at + length > limit then return nil end
    local entry = tree:add(f.entry, tvb(at, length))
    entry:set_text(string.format("Entry: %s-%s, floor %d, %d runs",
      hex(tvb(at, 6)), tostring(tvb(at + 6, 6):uint64()), tvb(at + 12, 4):uint(), runs))
    entry:add(f.origin, tvb(at, 6))
    entry:add(f.entry_boot, tvb(at + 6, 6), tvb(at + 6, 6):uint64())
    entry:add(f.floor, tvb(at + 12, 4))
    entry:add(f.runs, tvb(at + 16, 1))
    for i = 0, runs - 1 do
      local run = tvb(at + 17 + 6 * i, 6)
      local item = entry:add(f.run, run)
      item:set_text(string.format("Run: %d from %d", run(4, 2):uint(), run(0, 4):uint()))
      item:add(f.first, run(0, 4))
      item:add(f.count, run(4, 2))
    end
    at, count = at + length, count + 1
  end
  tree:add(f.mac, tvb(limit, MAC))
  return count
end

local function ranges(tvb, tree)
  local count = entries(tvb, tree, HEAD)
  return count and string.format("from %s, %d entries", hex(tvb(8, 6)), count)
end

local function pull(tvb, tree)
  if tvb:len() < HEAD + 4 + MAC then return nil end
  tree:add(f.number, tvb(HEAD, 4))
  local count = entries(tvb, tree, HEAD + 4)
  return count and string.format("from %s, number %d, %d entries", hex(tvb(8, 6)), tvb(HEAD, 4):uint(), count)
end

local function bye(tvb, tree)
  if tvb:len() ~= HEAD + MAC then return nil end
  tree:add(f.mac, tvb(HEAD, MAC))
  return "from " .. hex(tvb(8, 6))
end

local BODIES = { data, probe, probe, bye, ranges, pull }

function mesh.dissector(tvb, pinfo, root)
  if tvb:len() < HEAD then return 0 end
  pinfo.cols.protocol = "meshbed"
  local type = tvb(3, 1):uint()
  local tree = root:add(mesh, tvb())
  tree:add(f.magic, tvb(0, 2))
  tree:add(f.version, tvb(2, 1))
  tree:add(f.type, tvb(3, 1))
  tree:add(f.network, tvb(4, 4))
  if tvb(2, 1):uint() ~= VERSION or not BODIES[type] then
    tree:add_proto_expert_info(unknown)
    pinfo.cols.info = string.format("version %d, type %d", tvb(2, 1):uint(), type)
    return tvb:len()
  end
  tree:add(f.id, tvb(8, 6))
  tree:add(f.boot, tvb(14, 6), tvb(14, 6):uint64())
  local info = BODIES[type](tvb, tree)
  if not info then tree:add_proto_expert_info(misfit) end
  local words = TYPES[type] .. " " .. (info or "with a length that does not fit")
  pinfo.cols.info = words
  tree:append_text(", " .. words)
  return tvb:len()
end

local function is_ours(tvb, pinfo, root)
  if tvb:len() < HEAD or tvb(0, 2):uint() ~= 0x6d62 then return false end
  mesh.dissector(tvb, pinfo, root)
  return true
end

mesh:register_heuristic("udp", is_ours)
DissectorTable.get("udp.port"):add_for_decode_as(mesh)
