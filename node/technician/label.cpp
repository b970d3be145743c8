#include "node/technician/label.hpp"

#include <memory>
#include <stdexcept>

#include <fmt/format.h>
#include <qrencode.h>

namespace sb::node {
namespace {

struct QrFree {
  void operator()(QRcode* code) const { QRcode_free(code); }
};

/// "aabb ccdd ..." : what a person compares with the browser, 16 octets of it.
std::string grouped(const std::string& fingerprint) {
  std::string text;
  for (std::size_t i = 0; i < fingerprint.size() && i < 32; ++i) {
    if (i > 0 && i % 4 == 0) text.push_back(' ');
    text.push_back(fingerprint[i]);
  }
  return text;
}

std::string text_line(double y_mm, const std::string& words) {
  return fmt::format("<text x=\"37\" y=\"{}\" font-family=\"monospace\" font-size=\"2.2\">{}</text>", y_mm,
                     words);
}

}  // namespace

std::string label_svg(const LabelWords& words) {
  const std::unique_ptr<QRcode, QrFree> qr(QRcode_encodeString8bit(words.url.c_str(), 0, QR_ECLEVEL_M));
  if (!qr) throw std::length_error("too long for a QR code");
  constexpr double kSideMm = 32.0;
  std::string path;
  for (int row = 0; row < qr->width; ++row) {
    for (int column = 0; column < qr->width; ++column) {
      if ((qr->data[row * qr->width + column] & 1U) != 0) path += fmt::format("M{} {}h1v1h-1z", column, row);
    }
  }
  std::string letters = text_line(8, words.node_id) + text_line(13, words.code);
  const auto print = grouped(words.fingerprint);
  for (std::size_t i = 0; i < print.size(); i += 10)
    letters += text_line(18 + 3 * static_cast<double>(i / 10), print.substr(i, 10));
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60mm\" height=\"40mm\" viewBox=\"0 0 60 40\"><path "
      "fill=\"#fff\" d=\"M0 0h60v40h-60z\"/>"
      "<g transform=\"translate(3 4) scale({})\" shape-rendering=\"crispEdges\"><path "
      "d=\"{}\"/></g>{}</svg>\n",
      kSideMm / qr->width, path, letters);
}

}  // namespace sb::node
