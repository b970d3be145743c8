#pragma once
// The project's own files as text, for tests that judge the tree.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace sb::tests {

struct SourceFile {
  std::string path;  ///< from the repository's root, '/' between parts
  std::string text;
};

inline std::vector<SourceFile> source_files(const std::vector<std::string>& tops,
                                            const std::vector<std::string>& endings) {
  std::vector<SourceFile> files;
  const std::filesystem::path root = SB_SOURCE_DIR;
  for (const std::string& top : tops) {
    if (!std::filesystem::exists(root / top)) continue;
    for (auto it = std::filesystem::recursive_directory_iterator(root / top); it != std::filesystem::end(it);
         ++it) {
      const std::string name = it->path().filename().string();
      if (it->is_directory() && (name == "node_modules" || name == "dist" || name == "build")) {
        it.disable_recursion_pending();
        continue;
      }
      const std::string ending = it->path().extension().string();
      bool wanted = false;
      for (const std::string& e : endings) wanted = wanted || e == ending;
      if (!it->is_regular_file() || !wanted) continue;
      std::ifstream in(it->path(), std::ios::binary);
      files.push_back({std::filesystem::relative(it->path(), root).generic_string(),
                       {std::istreambuf_iterator<char>(in), {}}});
    }
  }
  return files;
}

}  // namespace sb::tests
