#include "dsp/cell/lte/coding/rate_match.hpp"

namespace sb::dsp::lte {
namespace {

constexpr int kColumns = 32;
constexpr int kDummy = -1;

constexpr int turbo_column(int j) {
  return convolutional_column((j + 16) % kColumns);
}

/// Padded to whole rows with dummies in front, written by rows, read by columns in permuted order.
template <typename Column>
std::vector<int> interleave(int length, Column column) {
  const int rows = (length + kColumns - 1) / kColumns;
  const int dummies = rows * kColumns - length;
  std::vector<int> order;
  order.reserve(static_cast<std::size_t>(rows) * kColumns);
  for (int j = 0; j < kColumns; ++j) {
    for (int row = 0; row < rows; ++row) {
      const int at = row * kColumns + column(j) - dummies;
      order.push_back(at >= 0 ? at : kDummy);
    }
  }
  return order;
}

/// The second parity stream of a turbo code is read one place on, TS 36.212 §5.1.4.1.1.
std::vector<int> interleave_second_parity(int length) {
  const int rows = (length + kColumns - 1) / kColumns;
  const int size = rows * kColumns;
  std::vector<int> order;
  order.reserve(static_cast<std::size_t>(size));
  for (int k = 0; k < size; ++k) {
    const int at = (turbo_column(k / rows) + kColumns * (k % rows) + 1) % size - (size - length);
    order.push_back(at >= 0 ? at : kDummy);
  }
  return order;
}

}  // namespace

std::vector<std::uint16_t> convolutional_interleaver(int length) {
  std::vector<std::uint16_t> order;
  for (const int at : interleave(length, convolutional_column)) {
    if (at != kDummy) order.push_back(static_cast<std::uint16_t>(at));
  }
  return order;
}

std::vector<std::uint16_t> convolutional_buffer(int n) {
  const auto once = convolutional_interleaver(n);
  std::vector<std::uint16_t> buffer;
  buffer.reserve(3 * once.size());
  for (int stream = 0; stream < 3; ++stream) {
    for (const auto at : once) buffer.push_back(static_cast<std::uint16_t>(stream * n + at));
  }
  return buffer;
}

void accumulate(std::span<const std::uint16_t> buffer, std::size_t first, std::span<const float> transmitted,
                std::span<float> coded) {
  std::size_t at = first % buffer.size();
  for (const float value : transmitted) {
    coded[buffer[at]] += value;
    if (++at == buffer.size()) at = 0;
  }
}

TurboBuffer turbo_buffer(int k) {
  const int length = k + 4;
  const auto first = interleave(length, turbo_column);
  const auto second = interleave_second_parity(length);
  std::vector<int> with_dummies = first;
  for (std::size_t i = 0; i < first.size(); ++i) {
    with_dummies.push_back(first[i] == kDummy ? kDummy : length + first[i]);
    with_dummies.push_back(second[i] == kDummy ? kDummy : 2 * length + second[i]);
  }
  // k_0 of redundancy version rv, TS 36.212 §5.1.4.1.2, with a circular buffer that is not limited (N_cb =
  // K_w).
  const std::size_t rows = first.size() / kColumns;
  TurboBuffer buffer{};
  for (std::size_t i = 0; i < with_dummies.size(); ++i) {
    for (std::size_t rv = 0; rv < 4; ++rv) {
      if (i == rows * (2 * ((with_dummies.size() + 8 * rows - 1) / (8 * rows)) * rv + 2)) {
        buffer.start[rv] = buffer.order.size();
      }
    }
    if (with_dummies[i] != kDummy) buffer.order.push_back(static_cast<std::uint16_t>(with_dummies[i]));
  }
  return buffer;
}

}  // namespace sb::dsp::lte
