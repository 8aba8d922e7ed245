#pragma once
// Profiles of requests that were served elsewhere.

#include "monitor/drift/drift_endpoint.hpp"
#include "monitor/drift/profiles.hpp"
#include "monitor/metrics/metrics_ingest.hpp"

namespace ontos {

/// Counts them by the layout of the version that they name, or else of the version of their
/// endpoint, in the bucket that counts the request. Without a layout they are not profiled: their
/// first rows make none. Thread safe.
class IngestedProfiles {
public:
    /// `table` and `redactor` must outlive it.
    IngestedProfiles(const LayoutTable& table, const Redactor& redactor,
                     FindDriftEndpoint find_endpoint);

    /// In the transaction that counts the requests.
    void insert(sql::Transaction& tx, std::span<const Ingested> requests) const;

private:
    const LayoutTable& table_;
    const Redactor& redactor_;
    const FindDriftEndpoint find_endpoint_;
};

}  // namespace ontos
