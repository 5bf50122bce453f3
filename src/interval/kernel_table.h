// SPDX-License-Identifier: LGPL-3.0-or-later
// The entries that every table of kernels has, in the file that compiles them.
#include "interval/kernel_arctangent.h"
#include "interval/kernel_arithmetic.h"
#include "interval/kernel_exponential.h"
#include "interval/kernel_hyperbolic.h"
#include "interval/kernel_loaded.h"
#include "interval/kernel_logarithm.h"
#include "interval/kernel_softplus.h"
#include "interval/kernel_trigonometric.h"
#include "interval/kernels.h"

#define KERNEL_ENTRIES                                                                                                 \
    .add = add_kernel, .sub = sub_kernel, .mul = mul_kernel, .min = min_kernel, .max = max_kernel,                     \
    .hull = hull_kernel, .sqr = sqr_kernel, .neg = neg_kernel, .abs = abs_kernel, .relu = relu_kernel,                 \
    .shift = shift_kernel, .scale = scale_kernel, .div = div_kernel, .sqrt = sqrt_kernel, .power = power_kernel,       \
    .add_loaded = add_loaded_kernel, .mul_loaded = mul_loaded_kernel, .power_loaded = power_loaded_kernel,             \
    .atan = atan_kernel, .cos = cos_kernel, .cosh = cosh_kernel, .exp = exp_kernel, .log = log_kernel,                 \
    .sigmoid = sigmoid_kernel, .sin = sin_kernel, .sinh = sinh_kernel, .softplus = softplus_kernel,                    \
    .tan = tan_kernel, .tanh = tanh_kernel,                                                                            \
    .order = order_kernel, .order_each = order_each_kernel, .extents = extents_kernel, .most = most_kernel
