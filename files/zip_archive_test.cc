#include "files/zip_archive.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <random>

#include "linalg/thrown_testing.h"

namespace hadamard_ntk::files {
namespace {

std::string Bytes(std::uint64_t value, int size) {
  std::string bytes;
  for (int i = 0; i < size; ++i) bytes += static_cast<char>(value >> 8 * i);
  return bytes;
}

std::string Deflated(const std::string& contents) {
  std::string packed(compressBound(contents.size()), '\0');
  uLongf size = packed.size();
  compress2(reinterpret_cast<Bytef*>(packed.data()), &size, reinterpret_cast<const Bytef*>(contents.data()),
            contents.size(), 9);
  return packed.substr(2, size - 6);  // without zlib's header and checksum
}

// An archive from the format's definition: what NumPy's zipfile writes is read in ntk_files_test.
struct Archive {
  std::string members, directory, comment;
  int count = 0;

  void Add(const std::string& name, const std::string& contents, bool deflate, bool lengths64 = false) {
    const std::string packed = deflate ? Deflated(contents) : contents;
    const std::uint64_t at = members.size();
    const std::string checksum =
        Bytes(crc32(0, reinterpret_cast<const Bytef*>(contents.data()), static_cast<uInt>(contents.size())), 4);
    const std::string head = Bytes(20, 2) + Bytes(0, 2) + Bytes(deflate ? 8 : 0, 2) + Bytes(0, 4) + checksum;
    members += "PK\x03\x04" + head + Bytes(packed.size(), 4) + Bytes(contents.size(), 4) + Bytes(name.size(), 2) +
               Bytes(3, 2) + name + "abc" + packed;
    const std::string extra = lengths64 ? Bytes(7, 2) + Bytes(1, 2) + "x" + Bytes(1, 2) + Bytes(24, 2) +
                                              Bytes(contents.size(), 8) + Bytes(packed.size(), 8) + Bytes(at, 8)
                                        : "";
    const std::uint64_t ones = 0xffffffff;
    directory += "PK\x01\x02" + Bytes(20, 2) + head + Bytes(lengths64 ? ones : packed.size(), 4) +
                 Bytes(lengths64 ? ones : contents.size(), 4) + Bytes(name.size(), 2) + Bytes(extra.size(), 2) +
                 Bytes(4, 2) + Bytes(0, 2 + 2 + 4) + Bytes(lengths64 ? ones : at, 4) + name + extra + "note";
    ++count;
  }
  std::string Text(bool end64 = false) const {
    const std::string records = end64 ? "PK\x06\x06" + Bytes(44, 8) + Bytes(45, 4) + Bytes(0, 8) + Bytes(count, 8) +
                                            Bytes(count, 8) + Bytes(directory.size(), 8) + Bytes(members.size(), 8) +
                                            "PK\x06\x07" + Bytes(0, 4) + Bytes(members.size() + directory.size(), 8) +
                                            Bytes(1, 4)
                                      : "";
    return members + directory + records + "PK\x05\x06" + Bytes(0, 4) + Bytes(end64 ? 0xffff : count, 2) +
           Bytes(end64 ? 0xffff : count, 2) + Bytes(directory.size(), 4) +
           Bytes(end64 ? 0xffffffff : members.size(), 4) + Bytes(comment.size(), 2) + comment;
  }
};

std::string ErrorOf(const std::string& archive, std::size_t most = std::numeric_limits<std::size_t>::max()) {
  return MessageOf([&] {
    for (const ZipMember& member : ZipMembers(archive)) ZipContents(archive, member, most);
  });
}

std::string LongText() {
  std::string text;
  for (std::int64_t i = 0; i < 400000; ++i) text += std::to_string(i * 7919 % 1000003) + ",";
  return text;
}

TEST(ZipArchive, Reads) {
  const std::string text = LongText();
  for (const bool lengths64 : {false, true}) {
    for (const bool end64 : {false, true}) {
      Archive made;
      made.comment = "a remark";
      made.Add("x.npy", text, true, lengths64);
      made.Add("empty", "", false, lengths64);
      made.Add("y.npy", "stored", false, lengths64);
      const std::string archive = made.Text(end64);
      const std::vector<ZipMember> members = ZipMembers(archive);
      ASSERT_EQ(members.size(), 3u);
      EXPECT_EQ(members[0].name, "x.npy");
      EXPECT_EQ(members[0].bytes, text.size());
      EXPECT_LT(members[0].packed_bytes, text.size());
      EXPECT_TRUE(ZipContents(archive, members[0]) == text);
      EXPECT_EQ(ZipContents(archive, members[0], 100), text.substr(0, 100));
      EXPECT_EQ(ZipContents(archive, members[1]), "");
      EXPECT_EQ(ZipContents(archive, members[2]), "stored");
      EXPECT_EQ(ZipContents(archive, members[2], 3), "sto");
    }
  }
  EXPECT_TRUE(ZipMembers(Archive().Text()).empty());
}

TEST(ZipArchive, SaysWhatIsWrong) {
  Archive made;
  made.Add("x", "some contents, contents", true);
  const std::string good = made.Text();
  EXPECT_EQ(ErrorOf(good), "no error");
  const auto with = [&](std::size_t at, const std::string& bytes) {
    return std::string(good).replace(at, bytes.size(), bytes);
  };
  const std::size_t entry = made.members.size();
  EXPECT_EQ(ErrorOf(""), "is no archive: it begins with ''");
  EXPECT_EQ(ErrorOf("\x93NUMPY"), "is no archive: it begins with '\\x93NUM'");
  EXPECT_EQ(ErrorOf(good.substr(0, entry)), "is a damaged archive: it has no end record, and may be cut off");
  EXPECT_EQ(ErrorOf(with(entry, "Q")), "is a damaged archive: entry 1 of its directory is none");
  EXPECT_EQ(ErrorOf(with(entry + 8, "\x01")), "is an encrypted archive, which is not read");
  EXPECT_EQ(ErrorOf(with(entry + 10, "\x0c")), "member 'x' has compression 12; only stored and deflated ones are read");
  EXPECT_EQ(ErrorOf(with(entry + 16, "abcd")),
            "is a damaged archive: member 'x' has another checksum than the directory says");
  EXPECT_EQ(ErrorOf(with(entry + 24, Bytes(24, 4))),
            "is a damaged archive: member 'x' has fewer bytes than the 24 it claims");
  EXPECT_EQ(ErrorOf(with(entry + 24, Bytes(22, 4))),
            "is a damaged archive: member 'x' has more bytes than the 22 it claims");
  EXPECT_EQ(ErrorOf(with(entry + 24, Bytes(0xf0000000, 4))).substr(0, 50),
            "is a damaged archive: member 'x' claims 4026531840");
  EXPECT_EQ(ErrorOf(with(entry + 42, Bytes(1 << 20, 4))), "is a damaged archive: a member lies beyond its end");
  EXPECT_EQ(ErrorOf(with(entry + 42, Bytes(1, 4))), "is a damaged archive: member 'x' is not where the directory says");
  EXPECT_EQ(ErrorOf(with(34, std::string("\xff\xff\xff\xff"))),
            "is a damaged archive: what was deflated cannot be inflated");
}

TEST(ZipArchive, EveryDamageIsAnErrorOrHarmless) {
  Archive made;
  made.Add("x", LongText().substr(0, 300), true, true);
  made.Add("y", "stored", false);
  const std::string good = made.Text(true);
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_NE(ErrorOf(good.substr(0, size)), "no error") << size;
  std::mt19937 random(1);
  int refused = 0, read = 0;
  for (int trial = 0; trial < 4000; ++trial) {
    std::string bad = good;
    for (int i = 0; i <= trial % 3; ++i) bad[random() % bad.size()] ^= static_cast<char>(1 << random() % 8);
    (ErrorOf(bad) == "no error" ? read : refused) += 1;
  }
  EXPECT_GT(refused, 2000);
  EXPECT_GT(read, 20);  // in a name, a date, an extra field
}

}  // namespace
}  // namespace hadamard_ntk::files
