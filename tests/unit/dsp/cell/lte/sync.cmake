# search, tracking, receiver
sb_test(sb_unit_lte_sync LABEL unit
  SOURCES
    carrier_plan_test.cpp
    carrier_search_test.cpp
    cell_stream_test.cpp
    search_spectra_test.cpp
    sync_sequences_test.cpp
  LINKS sb_dsp)

sb_test(sb_unit_lte_receiver LABEL unit
  SOURCES receiver_test.cpp
  LINKS sb_dsp)
