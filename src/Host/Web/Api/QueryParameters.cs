using System.Globalization;
using F23.StringSimilarity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;

namespace ActorLstm.Host.Web.Api;

/// <summary>Refuses query parameters of the API that an address does not take, and values that are not of their kind: what is misspelt would be ignored.</summary>
/// <param name="described">What the API takes, as its OpenAPI document says.</param>
internal sealed class QueryParameters(IApiDescriptionGroupCollectionProvider described)
{
    private const double LeastSimilarity = 0.5;

    private static readonly Damerau Edits = new();

    private readonly Lazy<Dictionary<(string? Method, string? Path), IReadOnlyList<ApiParameterDescription>>> known = new(() => described.ApiDescriptionGroups.Items.SelectMany(group => group.Items)
        .ToDictionary(one => (one.HttpMethod, one.RelativePath), one => (IReadOnlyList<ApiParameterDescription>)[.. one.ParameterDescriptions.Where(parameter => parameter.Source == BindingSource.Query)]));

    /// <summary>Adds the check; it comes after authorization, so that strangers learn nothing.</summary>
    public static void Use(IApplicationBuilder app) => app.Use((http, next) => http.RequestServices.GetRequiredService<QueryParameters>().Refusal(http) is { } refusal
        ? Refusals.WriteAsync(http, StatusCodes.Status400BadRequest, refusal)
        : next(http));

    private string? Refusal(HttpContext http)
    {
        if (http.Request.Query.Count == 0 || http.GetEndpoint() is not RouteEndpoint endpoint
            || !known.Value.TryGetValue((http.Request.Method, endpoint.RoutePattern.RawText?.TrimStart('/')), out var parameters))
        {
            return null;
        }

        var faults = http.Request.Query.Select(given => parameters.FirstOrDefault(one => one.Name.Equals(given.Key, StringComparison.OrdinalIgnoreCase)) is { } parameter
            ? OfValue(parameter, given.Value)
            : $"\"{Shown(given.Key)}\" is not a parameter of {http.Request.Method} {http.Request.Path}{Advice(given.Key, parameters)}");
        return string.Join(" ", faults.OfType<string>()) is { Length: > 0 } all ? all : null;
    }

    private static string Advice(string given, IReadOnlyList<ApiParameterDescription> parameters)
    {
        if (parameters.Count == 0)
        {
            return ", which takes none.";
        }

        var takes = $" It takes {string.Join(", ", parameters.Select(one => one.Name))}.";
        return given.Length <= 100 && parameters.MaxBy(one => Similarity(given, one.Name)) is { } nearest && Similarity(given, nearest.Name) >= LeastSimilarity
            ? $"; did you mean \"{nearest.Name}\"?{takes}"
            : $".{takes}";
    }

    private static double Similarity(string given, string name) => 1 - Edits.Distance(given.ToLowerInvariant(), name) / Math.Max(given.Length, name.Length);

    private static string? OfValue(ApiParameterDescription parameter, StringValues values)
    {
        if (values is not [{ } value])
        {
            return $"{parameter.Name} is given {values.Count} times; give it once.";
        }

        var type = Nullable.GetUnderlyingType(parameter.Type) ?? parameter.Type;
        var wanted = type == typeof(int) && !int.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? "a whole number"
            : type == typeof(double) && !(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) ? "a number"
            : type == typeof(bool) && !bool.TryParse(value, out _) ? "true or false"
            : null;
        return wanted is null ? null : $"{parameter.Name} wants {wanted}; found \"{Shown(value)}\".";
    }

    private static string Shown(string text) => text.Length <= 50 ? text : $"{text[..50]}…";
}
