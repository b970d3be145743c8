#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "gateway/people/seal.hpp"
#include "tests/unit/gateway/store/samples.hpp"

namespace sb::gateway::testing {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

struct Seal : ::testing::Test {
  ScratchFolder folder;
  SealKey key = *load_or_create_seal_key(folder / "seal.key");
};

TEST_F(Seal, TheKeyIsMadeOnceAndIsNobodyElses) {
  EXPECT_EQ(*load_or_create_seal_key(folder / "seal.key"), key);
  EXPECT_EQ(fs::status(folder / "seal.key").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  fs::permissions(folder / "seal.key", fs::perms::group_read, fs::perm_options::add);
  EXPECT_EQ(load_or_create_seal_key(folder / "seal.key").error().code, ErrorCode::kRefused);
  write(folder / "short", "abc");
  fs::permissions(folder / "short", fs::perms::owner_read);
  EXPECT_FALSE(load_or_create_seal_key(folder / "short"));
}

TEST_F(Seal, SecretsComeBackAndAChangedBitIsSeen) {
  const auto sealed = seal("bí mật", key);
  EXPECT_EQ(*unseal(sealed, key), "bí mật");
  EXPECT_NE(seal("bí mật", key), sealed) << "a nonce is used once";
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(unseal(changed, key)) << i;
  }
  EXPECT_FALSE(unseal("", key));
}

TEST_F(Seal, FilesOfEverySizeComeBack) {
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{65'536}, std::size_t{65'537}, std::size_t{200'000}}) {
    write(folder / "plain", std::string(size, 'x'));
    ASSERT_TRUE(seal_file(folder / "plain", folder / "sealed", key));
    EXPECT_EQ(read(folder / "sealed").find("xxxxxxxx"), std::string::npos);
    ASSERT_TRUE(unseal_file(folder / "sealed", folder / "back", key)) << size;
    EXPECT_EQ(read(folder / "back"), read(folder / "plain"));
  }
}

TEST_F(Seal, ACutAnExtendedAndAChangedFileAreRefusedAndLeaveNothing) {
  write(folder / "plain", std::string(200'000, 'x'));
  ASSERT_TRUE(seal_file(folder / "plain", folder / "sealed", key));
  const auto whole = read(folder / "sealed");
  auto changed = whole;
  changed[100'000] = static_cast<char>(changed[100'000] ^ 1);
  const auto cut_between_chunks = whole.substr(0, 8 + 24 + 65'536 + 17);
  for (const auto& bad :
       {whole.substr(0, 100), cut_between_chunks, whole + "more", changed, std::string("SBSEAL02")}) {
    write(folder / "bad", bad);
    EXPECT_FALSE(unseal_file(folder / "bad", folder / "back", key));
    EXPECT_FALSE(fs::exists(folder / "back"));
  }
}

}  // namespace
}  // namespace sb::gateway::testing
