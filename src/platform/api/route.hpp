#pragma once
// A route: a service's member function, and all that its signature says.

#include "platform/api/inputs.hpp"
#include "platform/api/outputs.hpp"
#include "platform/api/patch.hpp"

namespace ontos::api {

enum class UnknownMembers {
    refused,  ///< on new routes
    ignored   ///< on the specification's routes
};

/// What OpenAPI calls an operation. Not a template: the service is behind `call`.
struct Operation {
    Method method;
    std::string_view path, name, summary;
    Right right;
    UnknownMembers unknown_members;
    std::string_view description;
    std::span<const int> statuses;  ///< of success
    std::string_view media_type;    ///< of what `output` describes
    void (*describe_inputs)(Inputs& inputs, json::object& components);
    json::object (*output)(json::object& components);  ///< empty: no JSON
    Reply (*call)(void* service, Call& call);
};

/// What a declaration may say beside path and summary.
struct About {
    UnknownMembers unknown_members = UnknownMembers::refused;
    std::string_view description = {};
};
/// For the routes that the specification names.
inline constexpr About specified{UnknownMembers::ignored, {}};

/// JSON, unless the output says otherwise.
template <class Result>
constexpr std::string_view media_type_of() {
    if constexpr (requires { Output<Result>::media_type; })
        return Output<Result>::media_type;
    else
        return "application/json";
}

template <auto Handler, class Signature = decltype(Handler)>
struct Binding;

template <auto Handler, class Service, class Result, class... Args>
struct Binding<Handler, Result (Service::*)(Args...)> {
    static Reply call(void* service, Call& call) {
        auto& self = *static_cast<Service*>(service);
        if constexpr (std::is_void_v<Result>) {
            (self.*Handler)(std::remove_cvref_t<Args>::read(call)...);
            return Reply{.status = 204, .content_type = {}};
        } else {
            return Output<Result>::reply((self.*Handler)(std::remove_cvref_t<Args>::read(call)...),
                                         call);
        }
    }

    static void describe_inputs(Inputs& inputs, json::object& components) {
        (std::remove_cvref_t<Args>::describe(inputs, components), ...);
    }

    static consteval Operation operation(Method method, std::string_view path,
                                         std::string_view summary, Right right, About about) {
        for (auto open = path.find('{'); open != path.npos; open = path.find('{', open + 1)) {
            [[maybe_unused]] const auto placeholder =
                path.substr(open + 1, path.find('}', open) - open - 1);
            if (!(std::remove_cvref_t<Args>::fills(placeholder) || ...))
                throw "a {placeholder} has no field in Path<T>";
        }
        return {method,
                path,
                name_of<Handler>(),
                summary,
                right,
                about.unknown_members,
                about.description,
                Output<Result>::statuses,
                media_type_of<Result>(),
                &describe_inputs,
                &Output<Result>::schema,
                &call};
    }
};

template <auto Handler, class Service, class Result, class... Args>
struct Binding<Handler, Result (Service::*)(Args...) const>
    : Binding<Handler, Result (Service::*)(Args...)> {};

/// `api::get<&Models::list_models>("/deployment/models", "List registered models.",
/// Right::deploy_read, api::specified)`. Paths are below /api/v1 unless they start with "//".
template <auto Handler>
consteval Operation get(std::string_view path, std::string_view summary, Right right,
                        About about = {}) {
    return Binding<Handler>::operation(Method::get, path, summary, right, about);
}
template <auto Handler>
consteval Operation post(std::string_view path, std::string_view summary, Right right,
                         About about = {}) {
    return Binding<Handler>::operation(Method::post, path, summary, right, about);
}
template <auto Handler>
consteval Operation put(std::string_view path, std::string_view summary, Right right,
                        About about = {}) {
    return Binding<Handler>::operation(Method::put, path, summary, right, about);
}
template <auto Handler>
consteval Operation patch(std::string_view path, std::string_view summary, Right right,
                          About about = {}) {
    return Binding<Handler>::operation(Method::patch, path, summary, right, about);
}
template <auto Handler>
consteval Operation delete_(std::string_view path, std::string_view summary, Right right,
                            About about = {}) {
    return Binding<Handler>::operation(Method::delete_, path, summary, right, about);
}

}  // namespace ontos::api
