#pragma once
// Search of the common search space for grants of system information. TS 36.211 §6.8, TS 36.212 §5.3.3,
// TS 36.213 §9.1.1.
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dsp/cell/lte/coding/convolutional.hpp"
#include "dsp/cell/lte/control_region.hpp"
#include "dsp/cell/lte/dci.hpp"

namespace sb::dsp::lte {

struct FoundGrant {
  SiGrant grant;
  int symbols = 1;           ///< of the control region, where PDSCH begins
  float correlation = 0.0F;  ///< of the soft bits with the code word, 0..1
};

/// Searches one subframe of frames for a grant under SI-RNTI: every control region size, m_i, aggregation and
/// format.
class PdcchSearch {
 public:
  /// Room for layouts, made once per cell and subframe 0..9. `phich_factors`: values of m_i to try.
  PdcchSearch(const CellSync& sync, const Mib& mib, Duplex duplex, int subframe,
              std::span<const int> phich_factors);

  /// SIB1 in subframe 5: `sfn` of the frame. The best grant of this occasion alone, or else of the sum with
  /// all occasions before it: a grant repeats but for its redundancy version, whose bits the SFN tells.
  std::optional<FoundGrant> next(const SubframeGrid& grid, const ChannelEstimate& channel, int sfn);
  /// The best grant of this occasion alone. Cost: about 20 Viterbi decodings of 40 bits per control region
  /// size.
  std::optional<FoundGrant> once(const SubframeGrid& grid, const ChannelEstimate& channel);

 private:
  struct Place {
    std::size_t first_cce, cces;
    std::array<std::vector<float>, 2> sum;  ///< by format, coded bits
  };
  struct Region {
    int symbols;
    std::vector<ReIndex> elements;
    std::vector<Place> places;
  };
  struct Code {
    std::size_t bits;  ///< with CRC
    std::vector<std::uint16_t> buffer;
    std::array<std::vector<float>, 4>
        version_sign;  ///< turns a redundancy version's code word into that of version 0
  };
  void add_region(int symbols, int phich_factor);
  std::array<int, 3> rank(const SubframeGrid& grid, const ChannelEstimate& channel);
  void demap(const Region& region, const SubframeGrid& grid, const ChannelEstimate& channel);
  /// Grants of this occasion; `version`, where known, adds the occasion to the sums and searches those too.
  void search_region(Region& region, std::optional<int> version, std::optional<FoundGrant>& alone,
                     std::optional<FoundGrant>& together);
  void add_and_search(Place& place, std::size_t format, int version, int symbols,
                      std::optional<FoundGrant>* together);
  void try_decode(DciFormat format, std::span<const float> coded, int symbols,
                  std::optional<FoundGrant>& best);

  ControlLayout layout_;
  Duplex duplex_;
  int occasions_ = 0;
  std::vector<ReIndex> pcfich_;
  std::vector<Region> regions_;
  std::array<Code, 2> codes_;
  std::vector<float>
      scrambling_;  ///< signs, long enough for every region; PCFICH's own in pcfich_scrambling_
  std::vector<float> pcfich_scrambling_;
  TailBitingDecoder decoder_;
  std::vector<float> soft_, coded_;
  std::vector<std::uint8_t> bits_, word_;
};

}  // namespace sb::dsp::lte
