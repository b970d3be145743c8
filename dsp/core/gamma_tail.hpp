#pragma once
// Tail of the sum of exponential variables: what noise power looks like after non-coherent averaging.

namespace sb::dsp {

/// ln P(X_1 + .. + X_n > n x) for independent exponential X_i of mean 1, n >= 1, x >= 0 (Erlang
/// distribution).
double log_gamma_tail(int n, double x);

/// The x with log_gamma_tail(n, x) = log_probability (< 0): threshold over the mean of n averaged noise
/// powers.
double gamma_tail_threshold(int n, double log_probability);

}  // namespace sb::dsp
