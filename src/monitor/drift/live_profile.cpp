// From the memory of a batch to counts, without a copy.
#include "monitor/drift/live_profile.hpp"

#include <algorithm>
#include <cmath>

#include "deploy/inference/element.hpp"
#include "deploy/inference/half.hpp"

namespace ontos {
namespace {

FeatureRole role_of(BatchColumn::Role role) {
    switch (role) {
        case BatchColumn::Role::input:
            return FeatureRole::input;
        case BatchColumn::Role::prediction:
            return FeatureRole::prediction;
        case BatchColumn::Role::score:
            break;
    }
    return FeatureRole::score;
}

/// FNV-1a.
std::uint32_t hash_of(std::string_view text) {
    std::uint32_t hash = 2'166'136'261u;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619u;
    return hash;
}

bool has_answer(const PredictionSeen& seen) { return seen.status < 400; }

}  // namespace

LiveProfile::LiveProfile(const ProfiledSeries& series,
                         const std::shared_ptr<const ProfileLayout>& layout,
                         const Redactor& redactor)
    : profile_{layout}, waiting_{redactor} {
    const auto inputs = static_cast<std::size_t>(
        std::ranges::count(series.columns, BatchColumn::Role::input, &BatchColumn::role));
    parts_ = static_cast<std::uint32_t>(
        std::max<std::size_t>((inputs + features_at_once - 1) / features_at_once, 1));
    std::uint32_t next_part = 0;
    for (const auto& column : series.columns) {
        const auto part = column.role == BatchColumn::Role::input ? next_part++ % parts_ : 0;
        const auto feature = layout->find(column.name, role_of(column.role));
        if (!feature) continue;
        const bool is_text = column.type == ElementType::string;
        if (is_text != layout->features()[*feature].bins->is_numeric())
            bind(column, *feature, part);
    }
    for (auto& group : groups_) make_counter(group);
}

void LiveProfile::bind(const BatchColumn& column, std::size_t feature, std::uint32_t part) {
    auto group = std::ranges::find_if(groups_, [&](const Group& known) {
        return known.tensor == column.tensor && known.part == part;
    });
    if (group == groups_.end())
        group = groups_.insert(groups_.end(), Group{column.tensor,
                                                    column.type,
                                                    column.role != BatchColumn::Role::input,
                                                    part,
                                                    {},
                                                    {},
                                                    {}});
    group->values.push_back({column.offset, feature});
    if (column.type == ElementType::string) group->columns.push_back(column);
}

/// NaN stands for a missing input; a model that answers NaN has answered.
void LiveProfile::make_counter(Group& group) const {
    const auto make = [&]<class T>(std::in_place_type_t<T> type) {
        std::vector<typename T::Feature> features;
        for (const auto& value : group.values) {
            const auto& bins = profile_.counts(value.feature).shared_bins();
            features.push_back(
                {value.offset, bins, group.is_result ? bins->not_finite() : bins->null()});
        }
        group.counter.emplace<T>(features);
        static_cast<void>(type);
    };
    if (group.type == ElementType::float32)
        make(std::in_place_type<sketches::RowCounter<float>>);
    else if (group.type == ElementType::float64)
        make(std::in_place_type<sketches::RowCounter<double>>);
}

void LiveProfile::add(const PredictionSeen& seen) {
    constexpr std::uint64_t unsettled_max = 1u << 31;
    const auto part = parts_ == 1 ? 0 : hash_of(seen.request_id) % parts_;
    const auto rows = seen.batch->rows();
    if (unsettled_rows_ + rows > unsettled_max) settle();
    unsettled_rows_ += rows;
    profile_.add_rows(rows);
    for (auto& group : groups_) {
        if (group.is_result ? !has_answer(seen) : group.part != part) continue;
        if (group.type == ElementType::string)
            add_texts(group, *seen.batch);
        else
            add_group(group, *seen.batch);
    }
}

const Profile& LiveProfile::profile() {
    settle();
    return profile_;
}

void LiveProfile::clear() {
    settle();
    profile_.clear();
}

void LiveProfile::settle() {
    if (std::exchange(unsettled_rows_, 0) == 0) return;
    waiting_.settle(profile_);
    for (auto& group : groups_)
        std::visit(
            [&](auto& counter) {
                if constexpr (requires { counter.clear(); }) {
                    counter.settle();
                    for (std::size_t i = 0; i < group.values.size(); ++i)
                        profile_.counts(group.values[i].feature)
                            .merge(counter.counts(i), counter.sums(i));
                    counter.clear();
                }
            },
            group.counter);
}

void LiveProfile::add_texts(const Group& group, const Batch& batch) {
    for (std::size_t i = 0; i < group.values.size(); ++i)
        for (std::size_t row = 0; row < batch.rows(); ++row)
            waiting_.add(profile_, group.values[i].feature, batch.text(group.columns[i], row));
}

void LiveProfile::add_group(Group& group, const Batch& batch) noexcept {
    const auto [data, width] = batch.tensor(group.tensor);
    if (data == nullptr) return;
    if (auto* floats = std::get_if<sketches::RowCounter<float>>(&group.counter))
        return floats->add(static_cast<const float*>(data), width, batch.rows());
    if (auto* doubles = std::get_if<sketches::RowCounter<double>>(&group.counter))
        return doubles->add(static_cast<const double*>(data), width, batch.rows());
    for (std::size_t row = 0; row < batch.rows(); ++row)
        for (const auto& value : group.values) {
            const double number = element_as_double(group.type, data, row * width + value.offset);
            if (std::isnan(number) && !group.is_result)
                profile_.counts(value.feature).add_null();
            else
                profile_.counts(value.feature).add(number);
        }
}

std::vector<SampledColumn> sampled_columns(const ProfiledSeries& series) {
    std::vector<SampledColumn> columns;
    for (const auto& column : series.columns)
        columns.push_back({column.name, role_of(column.role), column.type});
    return columns;
}

FirstRows::FirstRows(const ProfiledSeries& series)
    : series_{series},
      room_{std::clamp<std::size_t>(200'000 / (series.columns.size() + 1), 1, rows_max)} {}

void FirstRows::add(const PredictionSeen& seen) {
    const auto& batch = *seen.batch;
    for (std::size_t row = 0; row < batch.rows() && rows_ < room_; ++row, ++rows_)
        for (std::size_t i = 0; i < series_.columns.size(); ++i) {
            const auto& column = series_.columns[i];
            const auto at = rows_ * series_.columns.size() + i;
            if (at >= numbers_.size()) {
                numbers_.resize(at + 1);
                texts_.resize(at + 1);
            }
            const auto [data, width] = batch.tensor(column.tensor);
            if (column.type == ElementType::string)
                texts_[at] = batch.text(column, row);
            else
                numbers_[at] = data == nullptr ? std::nan("")
                                               : element_as_double(column.type, data,
                                                                   row * width + column.offset);
        }
}

void FirstRows::copy_to(RowSample& sample) const {
    for (std::size_t row = 0; row < rows_; ++row) {
        sample.next_row();
        for (std::size_t i = 0; i < series_.columns.size(); ++i) {
            const auto at = row * series_.columns.size() + i;
            if (series_.columns[i].type == ElementType::string)
                sample.set(i, std::string_view{texts_[at]});
            else
                sample.set(i, numbers_[at]);
        }
    }
}

void LiveShard::add(const PredictionSeen& seen) {
    auto& side = sides_[active_.load(std::memory_order_acquire)];
    if (side.profile != nullptr)
        side.profile->add(seen);
    else if (has_answer(seen))
        side.first_rows->add(seen);
}

bool LiveShard::Side::is_empty() const {
    return profile != nullptr ? profile->rows() == 0 : first_rows->rows() == 0;
}

void LiveShard::Side::begin(const ProfiledSeries& series,
                            const std::shared_ptr<const ProfileLayout>& layout,
                            const Redactor& redactor) {
    if (layout == nullptr) {
        profile.reset();
        first_rows = std::make_unique<FirstRows>(series);
    } else if (profile == nullptr || profile->layout() != layout) {
        profile = std::make_unique<LiveProfile>(series, layout, redactor);
        first_rows.reset();
    } else if (!is_empty()) {
        profile->clear();
    }
}

void LiveShard::turn(const std::shared_ptr<const ProfileLayout>& layout) {
    auto& next = turned();
    if (layout == nullptr && next.first_rows != nullptr)
        next.first_rows->clear();
    else
        next.begin(series_, layout, redactor_);
    active_.store(1 - active_.load(std::memory_order_relaxed), std::memory_order_release);
}

}  // namespace ontos
