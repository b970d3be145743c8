# search, carriers, tracking, receiver
target_sources(sb_dsp PRIVATE
  crs_check.cpp
  pss_search.cpp
  search_spectra.cpp
  sss_search.cpp
  sync_sequences.cpp)
