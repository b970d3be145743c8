#pragma once
// The label on the box: a QR code with address, access code and fingerprint, and the same in letters for a
// phone that cannot scan.
#include <string>

namespace sb::node {

struct LabelWords {
  std::string node_id, url, code, fingerprint;
};

/// 60 mm x 40 mm, SVG. Holds the access code: print it, stick it inside the door, do not mail it.
std::string label_svg(const LabelWords& words);

}  // namespace sb::node
