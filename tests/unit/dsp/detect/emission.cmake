# Emissions; jamming stands beside them in CMakeLists.txt.
sb_test(sb_unit_dsp_emission LABEL unit
  SOURCES
    artefacts_test.cpp
    baseline_test.cpp
    cfar_test.cpp
    emission_detector_test.cpp
    false_alarm_test.cpp
    learned_values_test.cpp
    row_rules_test.cpp
    segments_test.cpp
    signal_namer_test.cpp
  LINKS sb_dsp Boost::headers)
