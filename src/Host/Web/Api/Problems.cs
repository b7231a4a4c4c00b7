using ActorLstm.Host.Configuration;
using ActorLstm.Host.Runs.Names;
using ActorLstm.Host.Service;
using ActorLstm.Model;
using ActorLstm.Model.Devices;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace ActorLstm.Host.Web.Api;

/// <summary>Turns whatever a request comes to grief on into a problem document (RFC 9457): what, where, and what to do instead.</summary>
internal sealed class Problems : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Of(exception) is not { } problem)
        {
            return false;
        }

        if (problem.Status == StatusCodes.Status429TooManyRequests)
        {
            httpContext.Response.Headers.RetryAfter = "30";
        }

        await Refusals.WriteAsync(httpContext, problem);
        return true;
    }

    private static ProblemDetails? Of(Exception fault) => fault switch
    {
        ConfigurationException refused => new ProblemDetails
        {
            Status = StatusCodes.Status422UnprocessableEntity,
            Title = "The configuration is refused, nothing was started.",
            Detail = refused.Message,
            Extensions = { ["errors"] = refused.Errors.Select(error => new { error.Path, error.Message, error.Line }).ToList() },
        },
        RunUnknownException => Problem(StatusCodes.Status404NotFound, "There is nothing of that name.", fault),
        AmbiguousNameException ambiguous => new ProblemDetails
        {
            Status = StatusCodes.Status409Conflict,
            Title = "The name is ambiguous.",
            Detail = ambiguous.Message,
            Extensions = { ["matches"] = ambiguous.Matches },
        },
        InvalidInputException => Problem(StatusCodes.Status422UnprocessableEntity, "The request cannot be carried out.", fault),
        RunConflictException => Problem(StatusCodes.Status409Conflict, "It is not in a state for that.", fault),
        ServiceFullException full => Problem(full.IsBusy ? StatusCodes.Status429TooManyRequests : StatusCodes.Status507InsufficientStorage, "The service takes no more runs now.", fault),
        TorchUnavailableException => Problem(StatusCodes.Status503ServiceUnavailable, "The service cannot train: its native libraries are missing.", fault),
        BadHttpRequestException bad => Problem(bad.StatusCode, "The request is malformed.", fault),
        _ => null,
    };

    private static ProblemDetails Problem(int status, string title, Exception fault) => new() { Status = status, Title = title, Detail = fault.Message };
}
