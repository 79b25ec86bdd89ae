using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.Extensions.DependencyInjection;

namespace Tidemark.AspNetCore.Tests;

[Route("filters")]
public sealed class FiltersController : Controller
{
    [HttpGet("resource"), AnsweringFilter]
    public string Resource() => "not reached";

    [HttpGet("exception"), AnsweringFilter]
    public string Exception() => throw new InvalidDataException("as planned");

    [HttpGet("action"), AnsweringFilter]
    public string Action() => "not reached";

    [HttpGet("take")]
    public string Take() => TempData["note"] as string ?? "";
}

/// <summary>Leaves a note and answers in the action's place, at the stage that the action is named after.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AnsweringFilterAttribute : Attribute, IResourceFilter, IActionFilter, IExceptionFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context) => context.Result = Answer(context, "Resource");

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
    }

    public void OnActionExecuting(ActionExecutingContext context) => context.Result = Answer(context, "Action");

    public void OnActionExecuted(ActionExecutedContext context)
    {
    }

    public void OnException(ExceptionContext context)
    {
        context.Result = Answer(context, "Exception");
        context.ExceptionHandled = true;
    }

    private static IActionResult? Answer(FilterContext context, string stage)
    {
        if (context.ActionDescriptor.RouteValues["action"] != stage)
            return null;
        var http = context.HttpContext;
        http.RequestServices.GetRequiredService<ITempDataDictionaryFactory>().GetTempData(http)["note"] = stage.ToLowerInvariant();
        return http.Request.Query["answer"].ToString() switch
        {
            "text" => new ContentResult { Content = "answered" },
            "away" => new RedirectResult("/filters/take"),
            _ => new NoContentResult(),
        };
    }
}
