// Takes labels, and gives them to their predictions.
#include "monitor/quality/labels.hpp"

#include <fmt/format.h>

#include <map>

#include "monitor/metrics/unknown_endpoint.hpp"
#include "monitor/quality/label_text.hpp"
#include "platform/api/schema.hpp"

namespace ontos {
namespace {

/// A request's labels: the last one of each row, and where in the body each stood.
struct Batch {
    std::int64_t sent = 0;
    std::vector<WaitingLabel> labels;
    std::map<std::pair<std::string, std::int64_t>, std::size_t> places;
    api::Violations too_long;

    std::string where(const std::string& request_id, std::int64_t row,
                      std::string_view member) const {
        return fmt::format("/body/labels/{}/{}", places.at({request_id, row}), member);
    }
};

void throw_if_any(api::Violations found) {
    if (found.empty()) return;
    auto violations = std::move(found).take();
    auto first = violations.front().where + " " + violations.front().what + ".";
    throw Failure{FailureKind::invalid, std::move(first)}
        .code("invalid_label")
        .hint("Nothing was taken: correct the labels and send all of them again.")
        .violations(std::move(violations));
}

Batch read_batch(const NewLabels& body, const std::string& endpoint_id, Timestamp now,
                 const Redactor& redactor) {
    Batch batch{.sent = std::ssize(body.labels), .labels = {}, .places = {}, .too_long = {}};
    std::map<std::pair<std::string, std::int64_t>, std::size_t> taken;
    for (std::size_t i = 0; i < body.labels.size(); ++i) {
        const auto& sent = body.labels[i];
        auto text = label_text(sent.label.value);
        check(text.has_value(), "a label is a text, a number, true or false");
        if (text->size() > label_bytes_max) {
            batch.too_long.add(fmt::format("/body/labels/{}/label", i),
                               fmt::format("must have at most {} bytes", label_bytes_max));
            continue;
        }
        WaitingLabel label{endpoint_id, sent.request_id, sent.row,
                           kept_label(redactor, label_column, *std::move(text)), now};
        const std::pair key{sent.request_id, std::int64_t{sent.row}};
        batch.places[key] = i;
        const auto [known, is_new] = taken.try_emplace(key, batch.labels.size());
        if (is_new)
            batch.labels.push_back(std::move(label));
        else
            batch.labels[known->second] = std::move(label);
    }
    return batch;
}

/// With what only the predictions can tell.
void check_labels(outcomes_store::LabelJoin& join, const Batch& batch) {
    auto violations = batch.too_long;
    for (const auto& missing : join.missing_rows())
        violations.add(batch.where(missing.request_id, missing.row, "row"),
                       fmt::format("must be at most {}: the request {} has {} rows",
                                   missing.rows - 1, missing.request_id, missing.rows));
    for (const auto& number : join.numbers())
        if (!number_in(number.label))
            violations.add(batch.where(number.request_id, number.row, "label"),
                           "must be a finite number: the model predicts numbers");
    throw_if_any(std::move(violations));
}

api::Created<LabelsTaken> take(sql::Transaction& tx, const Batch& batch, std::int64_t waiting_max) {
    if (batch.labels.empty()) throw_if_any(batch.too_long);
    outcomes_store::LabelJoin join{tx, batch.labels};
    check_labels(join, batch);
    const auto [joined, replaced] = join.join();
    const auto rows = std::ssize(batch.labels);
    const auto waiting = rows - joined - replaced;
    if (waiting > 0 && outcomes_store::waiting_labels(tx, waiting_max + 1) > waiting_max)
        throw Failure{FailureKind::rate_limited,
                      fmt::format("{} labels wait already for predictions that this server does "
                                  "not know, and {} of these would as well.",
                                  waiting_max, waiting)}
            .code("too_many_waiting_labels")
            .hint("Send the request_id of the answers, and the endpoint that gave them.")
            .retry_after(std::chrono::hours{1});
    return {{.total = batch.sent,
             .joined = joined,
             .replaced = replaced + batch.sent - rows,
             .waiting = waiting}};
}

}  // namespace

Labels::Labels(sql::Database& database, const Redactor& redactor, OutcomeLog& outcomes,
               const Clock& clock, EndpointDirectory endpoints, std::int64_t waiting_max)
    : database_{database},
      redactor_{redactor},
      outcomes_{outcomes},
      clock_{clock},
      endpoints_{std::move(endpoints)},
      waiting_max_{waiting_max} {}

api::Created<LabelsTaken> Labels::add_labels(const api::Body<NewLabels>& body,
                                             const access::Once& once) {
    const auto endpoint = endpoints_.find(body.endpoint_id);
    if (!endpoint) throw unknown_endpoint(endpoints_, body.endpoint_id);
    const auto batch = read_batch(body, endpoint->id.text, clock_.now(), redactor_);
    // What was answered before must be there to be joined.
    return outcomes_.after_flush([&] {
        return once.run(database_, clock_,
                        [&](sql::Transaction& tx) { return take(tx, batch, waiting_max_); });
    });
}

}  // namespace ontos
