#include "files/zip_archive.h"

#include <zlib.h>

#include <algorithm>
#include <stdexcept>

#include "files/quoted.h"

namespace hadamard_ntk::files {
namespace {

// Signatures and lengths of the parts of an archive.
constexpr std::string_view kEnd = "PK\x05\x06", kEnd64 = "PK\x06\x06", kLocator64 = "PK\x06\x07";
constexpr std::string_view kEntry = "PK\x01\x02", kHeader = "PK\x03\x04";
constexpr std::uint64_t kEndBytes = 22, kEnd64Bytes = 56, kLocatorBytes = 20, kEntryBytes = 46, kHeaderBytes = 30;
constexpr std::uint64_t kAllOnes16 = 0xffff, kAllOnes32 = 0xffffffff;

[[noreturn]] void Damaged(const std::string& what) { throw std::invalid_argument("is a damaged archive: " + what); }

// The `size` bytes at `at`.
std::string_view Piece(std::string_view bytes, std::uint64_t at, std::uint64_t size, const char* what) {
  if (at > bytes.size() || size > bytes.size() - at) Damaged(std::string(what) + " lies beyond its end");
  return bytes.substr(at, size);
}

// A little-endian number of that many bytes.
std::uint64_t Number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

struct Directory {
  std::uint64_t entries, at;
};

// The record at the end of the archive says where the directory is.
Directory FindDirectory(std::string_view archive) {
  if (archive.substr(0, 4) != kHeader && archive.substr(0, 4) != kEnd) {
    throw std::invalid_argument("is no archive: it begins with " + files::Quoted(archive.substr(0, 4)));
  }
  const std::size_t at = archive.rfind(kEnd);  // a comment of up to 64 kB may follow
  if (at == archive.npos) Damaged("it has no end record, and may be cut off");
  const std::string_view end = Piece(archive, at, kEndBytes, "the end record");
  Directory directory = {Number(end, 10, 2), Number(end, 16, 4)};
  if (directory.entries != kAllOnes16 && directory.at != kAllOnes32) return directory;
  if (at < kLocatorBytes || archive.substr(at - kLocatorBytes, 4) != kLocator64) return directory;
  const std::uint64_t at64 = Number(archive, at - kLocatorBytes + 8, 8);
  const std::string_view end64 = Piece(archive, at64, kEnd64Bytes, "the 64-bit end record");
  if (end64.substr(0, 4) != kEnd64) Damaged("its 64-bit end record is not where it should be");
  return {Number(end64, 32, 8), Number(end64, 48, 8)};
}

// Lengths that do not fit into 32 bits stand in an extra field of id 1, those alone, in this order.
void ReadLengths64(std::string_view extra, ZipMember& member) {
  while (extra.size() >= 4) {
    const std::uint64_t id = Number(extra, 0, 2), size = Number(extra, 2, 2);
    std::string_view field = Piece(extra.substr(4), 0, size, "an extra field");
    extra.remove_prefix(4 + size);
    if (id != 1) continue;
    for (std::uint64_t* length : {&member.bytes, &member.packed_bytes, &member.header_at}) {
      if (*length != kAllOnes32 || field.size() < 8) continue;
      *length = Number(field, 0, 8);
      field.remove_prefix(8);
    }
  }
}

// At most `size` bytes of what was deflated to `packed`.
std::string Inflated(std::string_view packed, std::size_t size) {
  z_stream stream = {};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
  std::string contents;
  int code = Z_OK;
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));  // zlib does not write to it
  while (code == Z_OK && contents.size() < size) {
    constexpr std::size_t kPiece = 1 << 20;
    const std::size_t taken = static_cast<std::size_t>(reinterpret_cast<const char*>(stream.next_in) - packed.data());
    const std::size_t have = contents.size();
    contents.resize(have + std::min(kPiece, size - have));
    stream.avail_in = static_cast<uInt>(std::min(kPiece, packed.size() - taken));
    stream.next_out = reinterpret_cast<Bytef*>(contents.data() + have);
    stream.avail_out = static_cast<uInt>(contents.size() - have);
    code = inflate(&stream, Z_NO_FLUSH);
    contents.resize(contents.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) Damaged("what was deflated cannot be inflated");
  return contents;
}

}  // namespace

std::vector<ZipMember> ZipMembers(std::string_view archive) {
  const Directory directory = FindDirectory(archive);
  std::vector<ZipMember> members;
  std::uint64_t at = directory.at;
  for (std::uint64_t i = 0; i < directory.entries; ++i) {
    const std::string_view entry = Piece(archive, at, kEntryBytes, "an entry of its directory");
    if (entry.substr(0, 4) != kEntry) Damaged("entry " + std::to_string(i + 1) + " of its directory is none");
    if ((Number(entry, 8, 2) & 1) != 0) throw std::invalid_argument("is an encrypted archive, which is not read");
    const std::uint64_t name_bytes = Number(entry, 28, 2), extra_bytes = Number(entry, 30, 2);
    ZipMember member = {.name = std::string(Piece(archive, at + kEntryBytes, name_bytes, "a name")),
                        .method = static_cast<int>(Number(entry, 10, 2)),
                        .checksum = static_cast<std::uint32_t>(Number(entry, 16, 4)),
                        .packed_bytes = Number(entry, 20, 4),
                        .bytes = Number(entry, 24, 4),
                        .header_at = Number(entry, 42, 4)};
    ReadLengths64(Piece(archive, at + kEntryBytes + name_bytes, extra_bytes, "an extra field"), member);
    members.push_back(std::move(member));
    at += kEntryBytes + name_bytes + extra_bytes + Number(entry, 32, 2);
  }
  return members;
}

std::string ZipContents(std::string_view archive, const ZipMember& member, std::size_t most) {
  const std::string name = "member " + files::Quoted(member.name);
  const std::string_view header = Piece(archive, member.header_at, kHeaderBytes, "a member");
  if (header.substr(0, 4) != kHeader) Damaged(name + " is not where the directory says");
  const std::uint64_t begin = member.header_at + kHeaderBytes + Number(header, 26, 2) + Number(header, 28, 2);
  const std::string_view packed = Piece(archive, begin, member.packed_bytes, "a member");
  if (member.method != 0 && member.method != 8) {
    throw std::invalid_argument(name + " has compression " + std::to_string(member.method) +
                                "; only stored and deflated ones are read");
  }
  constexpr std::uint64_t kMostRatio = 1032;  // of deflate
  if (member.method == 0 ? member.bytes != member.packed_bytes : member.bytes / kMostRatio > member.packed_bytes) {
    Damaged(name + " claims " + std::to_string(member.bytes) + " bytes, in " + std::to_string(member.packed_bytes));
  }
  const bool all = most >= member.bytes;
  // One byte more than it should have, to see if it has more.
  std::string contents =
      member.method == 0 ? std::string(packed.substr(0, most)) : Inflated(packed, all ? member.bytes + 1 : most);
  if (contents.size() != std::min<std::uint64_t>(most, member.bytes)) {
    Damaged(name + " has " + (contents.size() > member.bytes ? "more" : "fewer") + " bytes than the " +
            std::to_string(member.bytes) + " it claims");
  }
  if (!all) return contents;
  const uLong checksum = crc32_z(0, reinterpret_cast<const Bytef*>(contents.data()), contents.size());
  if (checksum != member.checksum) Damaged(name + " has another checksum than the directory says");
  return contents;
}

}  // namespace hadamard_ntk::files
