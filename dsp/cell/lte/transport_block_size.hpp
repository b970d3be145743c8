#pragma once
// Sizes of the transport blocks that carry system information. Every one is a turbo code block without
// segmentation or filler once its CRC is added (a test proves it).
#include <array>
#include <cstdint>

namespace sb::dsp::lte {

/// TS 36.213 table 7.1.7.2.1-1, columns N_PRB = 2 and 3, by I_TBS (facts/3gpp lte_tbs_si.csv, three sources).
inline constexpr std::array<std::uint16_t, 27> kTbsTwoPrb{32,  56,  72,  104,  120,  144,  176,  224,  256,
                                                          296, 328, 376, 440,  488,  552,  600,  632,  696,
                                                          776, 840, 904, 1000, 1064, 1128, 1192, 1256, 1480};
inline constexpr std::array<std::uint16_t, 27> kTbsThreePrb{
    56,  88,  144, 176,  208,  224,  256,  328,  392,  456,  504,  584,  680, 744,
    840, 904, 968, 1064, 1160, 1288, 1384, 1480, 1608, 1736, 1800, 1864, 2216};
/// TS 36.213 table 7.1.7.2.3-1, DCI format 1C, by I_TBS (facts/3gpp lte_tbs_dci1c.csv, three sources).
inline constexpr std::array<std::uint16_t, 32> kTbsFormat1C{
    40,  56,  72,  120, 136, 144, 176, 208,  224,  256,  280,  296,  328,  336,  392,  488,
    552, 600, 632, 696, 776, 840, 904, 1000, 1064, 1128, 1224, 1288, 1384, 1480, 1608, 1736};

}  // namespace sb::dsp::lte
