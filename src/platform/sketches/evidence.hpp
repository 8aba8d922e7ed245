#pragma once
// Evidence against "nothing changed" that may be looked at as often as one likes.

#include "platform/sketches/distances.hpp"

namespace ontos::sketches {

/// The logarithm of an e-value: how much better a Dirichlet mixture of concentration `c` around the
/// baseline's shares explains the rows of `after` than those shares themselves,
///   ln G(c) - ln G(c + N) + sum [ln G(c p + n) - ln G(c p)] - sum n ln p.
/// If nothing changed it exceeds ln(1 / alpha) ever, over all looks at the growing `after`, with a
/// probability of at most alpha if the baseline were known exactly. It is estimated, so the bound
/// is kept only while evidence_holds (simulated: at most 0.025 for alpha = 0.05). Shares are
/// smoothed by half a row per cell, so that an unseen cell has one. 0 where a side has no rows.
double log_evidence(Cells cells, double c = 50);

/// The same against a baseline that is a sample itself: what explains the rows without a change is
/// every distribution that the baseline's rows leave likely, a Dirichlet mixture of their own
/// concentration, instead of their shares alone. With few rows of baseline log_evidence takes their
/// noise for drift (398 rows: on most days); this does not, and is near it with many.
double two_sample_evidence(Cells cells, double c = 50);

/// Twice as many rows after as before: beyond that the baseline's own noise is taken for drift.
bool evidence_holds(const Totals& rows);

}  // namespace ontos::sketches
