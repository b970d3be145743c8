#pragma once
// Small self-made recordings in a folder that goes when the test goes.
#include <complex>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace sb::test {

class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "songbien-XXXXXX").string();
    if (::mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TempDir() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

template <typename Number>
void write_numbers(const std::filesystem::path& path, const std::vector<Number>& numbers,
                   std::size_t stray_bytes = 0) {
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(numbers.data()),
            static_cast<std::streamsize>(numbers.size() * sizeof(Number)));
  for (std::size_t i = 0; i < stray_bytes; ++i) out.put('\1');
}

inline void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path) << text;
}

/// `rate` and `captures` are JSON as they stand.
inline std::string meta_text(
    const std::string& datatype, const std::string& rate = "1920000",
    const std::string& captures = R"([{"core:sample_start":0,"core:frequency":1815000000}])") {
  return fmt::format(R"({{"global":{{"core:datatype":"{}","core:sample_rate":{},"core:version":"1.0.0"}},)"
                     R"("captures":{},"annotations":[]}})",
                     datatype, rate, captures);
}

/// Interleaved floats of seeded white noise.
inline std::vector<float> noise(std::size_t samples, unsigned seed, float rms = 0.1F) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, rms);
  std::vector<float> numbers(2 * samples);
  for (float& number : numbers) number = normal(random);
  return numbers;
}

/// Writes NAME.sigmf-meta and NAME.sigmf-data; returns the former's path.
template <typename Number>
std::filesystem::path write_recording(const TempDir& folder, const std::string& name, const std::string& meta,
                                      const std::vector<Number>& numbers, std::size_t stray_bytes = 0) {
  write_numbers(folder / (name + ".sigmf-data"), numbers, stray_bytes);
  write_text(folder / (name + ".sigmf-meta"), meta);
  return folder / (name + ".sigmf-meta");
}

}  // namespace sb::test
