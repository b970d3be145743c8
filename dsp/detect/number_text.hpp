#pragma once
// Numbers of learned values as text and back, exactly, whatever the locale.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>

namespace sb::dsp {

template <typename Number>
void append_number(std::string& out, Number value) {
  std::array<char, 40> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
}

/// Takes words, separated by white space, off the front of a text.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}
  std::string_view next() {
    constexpr std::string_view kSpace = " \t\r\n";
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kSpace), rest_.size()));
    const std::string_view word = rest_.substr(0, rest_.find_first_of(kSpace));
    rest_.remove_prefix(word.size());
    return word;
  }
  /// Nothing when the next word is not a finite number within [low, high].
  template <typename Number>
  std::optional<Number> number(Number low, Number high) {
    const std::string_view word = next();
    Number value{};
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size() || !(value >= low && value <= high))
      return std::nullopt;
    return value;
  }
  bool at_end() { return Words(*this).next().empty(); }

 private:
  std::string_view rest_;
};

}  // namespace sb::dsp
