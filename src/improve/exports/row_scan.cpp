// The first look at the rows of an export.
#include "improve/exports/row_scan.hpp"

#include <algorithm>
#include <limits>

#include "improve/curation/normal_text.hpp"
#include "improve/sheets/asked_chat.hpp"
#include "platform/api/json_write.hpp"

namespace ontos {
namespace {

constexpr std::string_view between = "\x1f";  // in no normal text: it is a blank

/// Times are fixed since the export was asked for.
bool fits(const ExportFilters& filters, const TrainingRowRecord& row) {
    const auto is_in = [](const auto& list, const auto& value) {
        return list.empty() || std::ranges::find(list, value) != list.end();
    };
    const auto is_same = [](const auto& wanted, const auto& value) {
        return !wanted || wanted == value;
    };
    return is_in(filters.use, row.use) && is_in(filters.response_source, row.response_source) &&
           (!filters.source || *filters.source == row.origin.source) &&
           is_same(filters.endpoint_id, row.origin.endpoint_id) &&
           is_same(filters.model_version, row.origin.model_version) &&
           (!filters.created_after || row.created_at >= filters.created_after->at({})) &&
           (!filters.created_before || row.created_at < filters.created_before->at({}));
}

/// What was asked, without its context. A row is its features, however the question was written:
/// `[{"age": 3}]` and `{"age": 3}` are the same.
std::string asked_by(const RowContent& content) {
    return content.features ? api::to_json_text(api::to_json(*content.features)) : content.prompt;
}

Compared compared_by(const TrainingRowRecord& row) {
    return row.content.features ? Compared::whole : Compared::runs;
}

std::string with_answer(const std::string& prompt, const std::string& answer) {
    return prompt + ' ' + normal_text(answer);
}

/// 0 without a name.
std::uint64_t hash_of_name(std::string_view kind, const std::optional<std::string>& name) {
    return name ? text_hash(std::string{kind}.append(between).append(*name)) : 0;
}

std::uint64_t pair_hash(const std::string& prompt, const RowContent& content) {
    auto text = prompt;
    for (const auto& answer : {content.response, content.rejected_response})
        text.append(between).append(answer ? normal_text(*answer) : "\x1e");
    return text_hash(text);
}

}  // namespace

void SeenFeature::take(const api::json::value& value) {
    constexpr auto exact_max = std::int64_t{1} << std::numeric_limits<double>::digits;
    if (value.is_null()) return;
    const auto now = value.is_bool()     ? ParquetKind::boolean
                     : value.is_number() ? ParquetKind::number
                                         : ParquetKind::text;
    kind = kind && kind != now ? ParquetKind::text : now;
    if (const auto* integer = value.if_int64())
        has_large_integer |= *integer > exact_max || *integer < -exact_max;
    else if (value.is_uint64())
        has_large_integer = has_other_number = true;
    else if (value.is_double())
        has_other_number = true;
}

ParquetKind SeenFeature::column_kind() const {
    if (kind != ParquetKind::number || !has_large_integer) return kind.value_or(ParquetKind::text);
    return has_other_number ? ParquetKind::text : ParquetKind::integer;
}

std::vector<std::string> normal_prompts(const RowContent& content) {
    std::vector<std::string> out{normal_prompt(content)};
    if (!content.features) {
        if (auto chat = content.context.empty() ? asked_chat(content.prompt) : std::nullopt) {
            RowContent said;
            said.context = std::move(chat->context);
            said.prompt = std::move(chat->prompt);
            out.push_back(normal_prompt(said));
        }
        return out;
    }
    auto as_text = content;
    as_text.features.reset();
    out.push_back(normal_prompt(as_text));
    return out;
}

std::string normal_prompt(const RowContent& content) {
    std::string text;
    for (const auto& said : content.context) text.append(said.content).append("\n");
    return normal_text(text + asked_by(content));
}

std::uint64_t hash_of_answer(const std::string& normal_prompt, const std::string& answer) {
    return text_hash(normal_prompt + std::string{between} + normal_text(answer));
}

std::string split_group(const TrainingRowRecord& row, std::uint64_t prompt_hash) {
    if (row.origin.subject_id) return "subject " + *row.origin.subject_id;
    if (row.origin.session_id) return "session " + *row.origin.session_id;
    return "prompt " + std::to_string(prompt_hash);
}

/// Without the context: system messages are the same everywhere.
void add_evaluation_row(EvaluationTexts& texts, const TrainingRowRecord& row) {
    const auto prompt = normal_text(asked_by(row.content));
    texts.add(prompt, compared_by(row));
    if (row.content.response && !row.content.features)
        texts.add(with_answer(prompt, *row.content.response), Compared::runs);
}

bool RowScan::is_contaminated(const TrainingRowRecord& row, const std::string& prompt) const {
    if (rules_.evaluation.is_empty()) return false;
    const auto asked = row.content.context.empty() ? prompt : normal_text(asked_by(row.content));
    if (rules_.evaluation.is_in(asked, compared_by(row))) return true;
    if (row.content.features) return false;
    const auto has = [&](const std::optional<std::string>& answer) {
        return answer && rules_.evaluation.is_in(with_answer(asked, *answer), Compared::runs);
    };
    return has(row.content.response) || has(row.content.rejected_response);
}

/// What only judges models is never among what they are trained on.
SplitSide RowScan::side_of(const TrainingRowRecord& row, std::uint64_t prompt_hash) const {
    if (is_for_evaluation(rules_.sheet, row)) return SplitSide::validation;
    return split_side(rules_.options.random_seed, split_group(row, prompt_hash),
                      rules_.options.train_split);
}

bool RowScan::may_serve(const TrainingRowRecord& row, SplitSide side) const {
    if (purpose_of(rules_.options) == ExportPurpose::evaluation)
        return may_be_used(rules_.sheet, row, DataUse::evaluation);
    return !is_for_evaluation(rules_.sheet, row) &&
           may_be_used(rules_.sheet, row,
                       side == SplitSide::train ? DataUse::training : DataUse::validation);
}

std::optional<Exclusion> RowScan::exclusion_of(const TrainingRowRecord& row, const RowFact& fact,
                                               const std::string& prompt) const {
    if (!has_place_for(rules_.options.format, row.use)) return Exclusion::no_place_in_format;
    if (!fits(rules_.options.filters, row)) return Exclusion::filter;
    if (!may_serve(row, fact.side)) return Exclusion::usage;
    const auto is_rejected = [&](const std::string& asked) {
        return std::ranges::binary_search(rules_.rejected,
                                          hash_of_answer(asked, *row.content.response));
    };
    if (row.content.response && std::ranges::any_of(normal_prompts(row.content), is_rejected))
        return Exclusion::rejected_as_target;
    if (is_contaminated(row, prompt)) return Exclusion::contaminated;
    return std::nullopt;
}

void RowScan::take_features(const TrainingRowRecord& row) {
    if (rules_.options.layout != RowLayout::features || !fits_columns(row.content)) return;
    for (const auto& [name, value] : *row.content.features) features_[name].take(value);
    if (features_.size() > feature_columns_max)
        throw Failure{FailureKind::invalid, "The rows have more than " +
                                                std::to_string(feature_columns_max) +
                                                " different features."};
}

std::vector<ParquetFile::Column> RowScan::feature_columns() const {
    std::vector<ParquetFile::Column> out;
    for (const auto& [name, seen] : features_) out.push_back({name, seen.column_kind()});
    return out;
}

void RowScan::add(const TrainingRowRecord& row) {
    const auto prompt = normal_prompt(row.content);
    RowFact fact;
    fact.prompt_hash = text_hash(prompt);
    fact.pair_hash = pair_hash(prompt, row.content);
    fact.session_hash = hash_of_name("session", row.origin.session_id);
    fact.subject_hash = hash_of_name("subject", row.origin.subject_id);
    fact.exportable_at = row.exportable_at.value().time_since_epoch().count();
    fact.row_index = static_cast<std::uint32_t>(row.row_index);
    fact.revision = static_cast<std::uint32_t>(row.revision);
    fact.is_target = row.content.response.has_value();
    fact.side = side_of(row, fact.prompt_hash);
    fact.exclusion = exclusion_of(row, fact, prompt);
    if (!fact.exclusion) {
        take_features(row);
        if (!row.content.features) {
            fact.sketch = static_cast<std::uint32_t>(sketches_.rows());
            sketches_.add(min_hash(with_answer(
                prompt,
                row.content.response.value_or(row.content.rejected_response.value_or("")))));
        }
    }
    facts_.push_back(fact);
}

}  // namespace ontos
